package dev.azimuth.discovery;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;

/** Minimises a smooth function by limited-memory BFGS (Liu and Nocedal, 1989). */
final class Lbfgs {
    private static final int MEMORY = 20;
    private static final int STEPS = 1000;
    private static final double ENOUGH_DECREASE = 1e-4;

    private Lbfgs() {}

    /** What is minimised. */
    @FunctionalInterface
    interface Objective {
        /** The value at {@code x}; fills in {@code gradient}. */
        double at(double[] x, double[] gradient);
    }

    /** One step taken and how much the gradient changed over it. */
    private static final class Change {
        final double[] step;
        final double[] gradient;
        final double curvature;

        Change(double[] step, double[] gradient) {
            this.step = step;
            this.gradient = gradient;
            this.curvature = dot(step, gradient);
        }
    }

    /** A place near {@code start} where no part of the gradient exceeds {@code tolerance}, or no step leads further down. */
    static double[] minimize(Objective objective, double[] start, double tolerance) {
        double[] x = start.clone();
        double[] gradient = new double[x.length];
        double value = objective.at(x, gradient);
        Deque<Change> memory = new ArrayDeque<>();
        for (int step = 0; step < STEPS && largest(gradient) > tolerance; step++) {
            double[] direction = direction(gradient, memory);
            double slope = dot(direction, gradient);
            if (!(slope < 0)) {
                memory.clear();
                direction = direction(gradient, memory);
                slope = dot(direction, gradient);
            }
            double length = memory.isEmpty() ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
            double[] nextGradient = new double[x.length];
            double[] next = plus(x, length, direction);
            double nextValue = objective.at(next, nextGradient);
            while (!(nextValue <= value + ENOUGH_DECREASE * length * slope) && length > 1e-12) {
                length /= 2;
                next = plus(x, length, direction);
                nextValue = objective.at(next, nextGradient);
            }
            if (!(nextValue < value)) {
                break;
            }
            remember(memory, new Change(plus(next, -1, x), plus(nextGradient, -1, gradient)));
            x = next;
            gradient = nextGradient;
            value = nextValue;
        }
        return x;
    }

    /** Without curvature along the step the model of the function would not stay convex. */
    private static void remember(Deque<Change> memory, Change change) {
        if (change.curvature > 1e-12 * dot(change.gradient, change.gradient)) {
            memory.addLast(change);
        }
        if (memory.size() > MEMORY) {
            memory.removeFirst();
        }
    }

    /** Minus the gradient times the inverse Hessian that the memory implies, by the two loops of the paper. */
    private static double[] direction(double[] gradient, Deque<Change> memory) {
        double[] direction = plus(new double[gradient.length], -1, gradient);
        double[] shares = new double[memory.size()];
        int i = memory.size();
        for (Iterator<Change> newestFirst = memory.descendingIterator(); newestFirst.hasNext(); ) {
            Change change = newestFirst.next();
            shares[--i] = dot(change.step, direction) / change.curvature;
            direction = plus(direction, -shares[i], change.gradient);
        }
        if (!memory.isEmpty()) {
            Change newest = memory.getLast();
            double scale = newest.curvature / dot(newest.gradient, newest.gradient);
            direction = plus(new double[direction.length], scale, direction);
        }
        for (Change change : memory) {
            double share = shares[i++] - dot(change.gradient, direction) / change.curvature;
            direction = plus(direction, share, change.step);
        }
        return direction;
    }

    private static double largest(double[] a) {
        return Arrays.stream(a).map(Math::abs).max().orElse(0);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double[] plus(double[] a, double factor, double[] b) {
        double[] sum = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            sum[i] = a[i] + factor * b[i];
        }
        return sum;
    }
}
