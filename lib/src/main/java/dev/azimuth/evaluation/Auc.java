package dev.azimuth.evaluation;

import dev.azimuth.tensor.Estimate;
import java.util.Arrays;

/**
 * Area under the ROC curve: the chance that a positive example scores above a negative one, ties counted half (Mann and
 * Whitney, 1947). 0.5 is chance.
 */
public final class Auc {
    private Auc() {}

    /** Of these scores. */
    public static double of(double[] positive, double[] negative) {
        double[] sorted = negative.clone();
        Arrays.sort(sorted);
        double wins = 0;
        for (double score : positive) {
            wins += (countBelow(sorted, score, false) + countBelow(sorted, score, true)) / 2.0;
        }
        return wins / ((double) positive.length * negative.length);
    }

    /**
     * With its interval over pairs.
     *
     * @param positive the score of each pair's positive side
     * @param negative of its negative side
     */
    public static Estimate ofPairs(double[] positive, double[] negative) {
        return Bootstrap.estimate(positive.length, drawn -> of(pick(positive, drawn), pick(negative, drawn)));
    }

    static double[] pick(double[] values, int[] indices) {
        return Arrays.stream(indices).mapToDouble(i -> values[i]).toArray();
    }

    /** How many of {@code sorted} lie below {@code score}, or at it too. */
    private static int countBelow(double[] sorted, double score, boolean orAt) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < score || (orAt && sorted[middle] == score)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
