package dev.azimuth.reft;

import dev.azimuth.model.LossGradient;
import dev.azimuth.model.Variable;
import dev.azimuth.progress.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The steps of a training, from wherever it stands to its end: variables go down the slope of a loss. */
final class Descent {
    private static final int BARS = 24;

    private final String label;
    private final Schedule schedule;
    private final List<Variable> variables;
    private final AdamW optimizer;
    private final Runnable retract;
    private final List<Double> losses = new ArrayList<>();
    private double seconds;

    private Descent(String label, Schedule schedule, List<Variable> variables, AdamW optimizer, Runnable retract) {
        this.label = label;
        this.schedule = schedule;
        this.variables = variables;
        this.optimizer = optimizer;
        this.retract = retract;
    }

    /**
     * From the first step.
     *
     * @param variables what is trained, in place
     * @param retract what is to be done to them after each step
     */
    static Descent start(String label, Schedule schedule, List<Variable> variables, Runnable retract) {
        return new Descent(label, schedule, variables, AdamW.of(variables), retract);
    }

    /** From where {@code before} was interrupted. */
    static Descent resume(String label, Training before, AdamW optimizer, List<Variable> variables, Runnable retract) {
        AdamW own = new AdamW(optimizer.first(), optimizer.second());
        Descent descent = new Descent(label, before.schedule(), variables, own, retract);
        Arrays.stream(before.losses()).forEach(descent.losses::add);
        descent.seconds = before.seconds();
        return descent;
    }

    List<Variable> variables() {
        return variables;
    }

    /**
     * @param slope the loss of a step and its derivatives by the variables
     * @param examples by which they can be recognised
     * @throws CancellationException when it is interrupted before there is anything new to keep
     */
    Training run(IntFunction<LossGradient> slope, String examples) {
        int first = losses.size();
        Training.End end = Training.End.FINISHED;
        try {
            List<Integer> steps =
                    IntStream.range(first, schedule.steps()).boxed().toList();
            for (int step : Progress.over(steps, label)) {
                long start = System.nanoTime();
                LossGradient found = slope.apply(step);
                if (!Double.isFinite(found.loss())) {
                    throw new IllegalStateException("The loss of step " + step + " is " + found.loss()
                            + ". Train at a learning rate below " + schedule.learningRate() + ".");
                }
                requireSlope(step, found);
                losses.add(found.loss());
                Progress.note(
                        String.format(Locale.ROOT, "loss %.3g ", found.loss()) + Training.sparkline(losses, BARS));
                if (found.loss() <= schedule.stopAt()) {
                    end = Training.End.AT_LOSS;
                    break;
                }
                optimizer.update(variables, found.gradients(), step, schedule.rate(step), schedule.weightDecay());
                retract.run();
                seconds += (System.nanoTime() - start) / 1e9;
            }
        } catch (CancellationException e) {
            if (losses.size() == first) {
                throw e;
            }
            end = Training.End.INTERRUPTED;
        }
        double[] all = losses.stream().mapToDouble(Double::doubleValue).toArray();
        AdamW kept = end == Training.End.INTERRUPTED ? optimizer : null;
        return new Training(schedule, end, all, seconds, examples, kept);
    }

    /** Of this many numbers, some matter to a loss; where none does, something has come between. */
    private static void requireSlope(int step, LossGradient found) {
        for (float[] gradient : found.gradients()) {
            for (float each : gradient) {
                if (each != 0) {
                    return;
                }
            }
        }
        throw new IllegalStateException("The loss of step " + step + ", " + found.loss()
                + ", does not depend on what is trained. Does another intervention overwrite it?");
    }
}
