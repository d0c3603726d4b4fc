package dev.azimuth.interference;

import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The tree-structured Parzen estimator (Bergstra et al., 2011): the best tenth of what was tried and the rest are each
 * made a density, of kernels at the points tried and of one that covers the whole space; of some candidates drawn from
 * the first, the one whose ratio of densities is largest comes next. Multivariate (Falkner et al., 2018), a kernel is the
 * product over parameters, so that what goes well together stays together; univariate, each parameter goes by itself.
 */
final class FrontierTpe {
    private static final int CANDIDATES = 24;
    private static final int MOST_GOOD = 25;

    /** A point that was tried, and its loss. */
    static final class Tried {
        final double[] point;
        final double loss;

        Tried(double[] point, double loss) {
            this.point = point.clone();
            this.loss = loss;
        }
    }

    private final FrontierSpace space;
    private final boolean multivariate;

    FrontierTpe(FrontierSpace space, boolean multivariate) {
        this.space = space;
        this.multivariate = multivariate;
    }

    double[] next(List<Tried> tried, SplittableRandom random) {
        List<Tried> sorted = tried.stream()
                .sorted(Comparator.comparingDouble(each -> each.loss))
                .toList();
        int good = Math.min(MOST_GOOD, (int) Math.ceil(0.1 * sorted.size()));
        List<Tried> below = sorted.subList(0, good);
        List<Tried> above = sorted.subList(good, sorted.size());
        int[] all = IntStream.range(0, space.size()).toArray();
        if (multivariate) {
            return best(below, above, all, random);
        }
        double[] point = new double[space.size()];
        for (int i : all) {
            point[i] = best(below, above, new int[] {i}, random)[i];
        }
        return point;
    }

    /** The best candidate in these coordinates; the others are left at 0. */
    private double[] best(List<Tried> below, List<Tried> above, int[] coordinates, SplittableRandom random) {
        FrontierParzen good = new FrontierParzen(space, below, coordinates);
        FrontierParzen bad = new FrontierParzen(space, above, coordinates);
        double[] best = new double[0];
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < CANDIDATES; i++) {
            double[] candidate = good.draw(random);
            double gain = good.logDensity(candidate) - bad.logDensity(candidate);
            if (gain > largest || best.length == 0) {
                largest = gain;
                best = candidate;
            }
        }
        return best;
    }
}
