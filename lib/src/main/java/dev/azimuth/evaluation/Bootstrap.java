package dev.azimuth.evaluation;

import dev.azimuth.tensor.Estimate;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Percentile bootstrap (Efron, 1979): how much a statistic changes when other items had been drawn. */
public final class Bootstrap {
    private static final int RESAMPLES = 1000;

    private Bootstrap() {}

    /**
     * The statistic of all items, with its 95 % interval. Draws for which it is not defined, and NaN, do not count.
     *
     * @param n items
     * @param statistic of the items with these indices; the first call gets each once
     */
    public static Estimate estimate(int n, ToDoubleFunction<int[]> statistic) {
        double value = statistic.applyAsDouble(IntStream.range(0, n).toArray());
        SplittableRandom random = new SplittableRandom(20_240_601);
        double[] resampled = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            int[] drawn = new int[n];
            for (int j = 0; j < n; j++) {
                drawn[j] = random.nextInt(n);
            }
            resampled[i] = statistic.applyAsDouble(drawn);
        }
        double[] defined =
                Arrays.stream(resampled).filter(each -> !Double.isNaN(each)).toArray();
        return defined.length == 0
                ? Estimate.exact(value, n)
                : new Estimate(value, quantile(defined, 0.025), quantile(defined, 0.975), n);
    }

    /** The mean of {@code values}, with its 95 % interval. */
    public static Estimate mean(double[] values) {
        return estimate(
                values.length,
                drawn -> Arrays.stream(drawn)
                        .mapToDouble(i -> values[i])
                        .average()
                        .orElseThrow());
    }

    /** The value below which a share {@code q} of {@code values} lies, interpolated. */
    public static double quantile(double[] values, double q) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double at = q * (sorted.length - 1);
        int below = (int) Math.floor(at);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
