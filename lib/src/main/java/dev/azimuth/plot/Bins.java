package dev.azimuth.plot;

import java.util.Arrays;

/** Bins of one width, shared by all samples that are compared. */
record Bins(double start, double width, int count) {
    /** At most {@code most} bins with round borders over all finite values of the samples. */
    static Bins over(double[][] samples, int most) {
        double[] range = Numbers.range(samples);
        double span = range[1] - range[0];
        if (span == 0) {
            return new Bins(range[0] - 0.5, 1, 1);
        }
        double[] ticks = Numbers.ticks(range[0] - span, range[1] + span, 3 * most);
        double width = ticks[1] - ticks[0];
        double start = Math.floor(range[0] / width) * width;
        return new Bins(start, width, (int) Math.floor((range[1] - start) / width) + 1);
    }

    double[] centres() {
        double[] centres = new double[count];
        Arrays.setAll(centres, i -> start + (i + 0.5) * width);
        return centres;
    }

    double[] counts(double[] sample) {
        double[] counts = new double[count];
        for (double value : sample) {
            if (Double.isFinite(value)) {
                counts[Math.min(count - 1, Math.max(0, (int) Math.floor((value - start) / width)))]++;
            }
        }
        return counts;
    }
}
