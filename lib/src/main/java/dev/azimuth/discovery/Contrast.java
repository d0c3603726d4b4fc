package dev.azimuth.discovery;

import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.model.Activations;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.tensor.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** The activations of contrastive pairs: row {@code i} of either side belongs to pair {@code i}. */
final class Contrast {
    private final int pairs;
    private final Activations activations;

    private Contrast(int pairs, Activations activations) {
        this.pairs = pairs;
        this.activations = activations;
    }

    /** Reads the last token of each text, put as a user's turn. */
    static Contrast read(HookedTransformer model, ContrastivePairs pairs, HookFilter where) {
        List<String> texts = Stream.concat(pairs.positives().stream(), pairs.negatives().stream())
                .map(model::asUserTurn)
                .toList();
        return new Contrast(pairs.size(), model.harvest(texts).at(where).lastToken());
    }

    int pairs() {
        return pairs;
    }

    List<HookName> sites() {
        return activations.names();
    }

    /** All positive rows, then all negative ones. */
    float[][] rows(HookName site) {
        return activations.rows(site);
    }

    float[][] positive(HookName site) {
        return Arrays.copyOfRange(rows(site), 0, pairs);
    }

    float[][] negative(HookName site) {
        return Arrays.copyOfRange(rows(site), pairs, 2 * pairs);
    }

    /** {@code μ₁ − μ₀}. */
    float[] difference(HookName site) {
        return Vectors.plus(Vectors.mean(positive(site)), -1, Vectors.mean(negative(site)));
    }

    /** The same after swapping the sides of a random half of the pairs: what the method finds when there is nothing. */
    float[] shuffledDifference(HookName site, SplittableRandom random) {
        float[][] rows = rows(site);
        boolean[] swapped = half(random);
        double[] sum = new double[rows[0].length];
        for (int pair = 0; pair < pairs; pair++) {
            int sign = swapped[pair] ? -1 : 1;
            for (int i = 0; i < sum.length; i++) {
                sum[i] += sign * ((double) rows[pair][i] - rows[pairs + pair][i]);
            }
        }
        float[] mean = new float[sum.length];
        for (int i = 0; i < sum.length; i++) {
            mean[i] = (float) (sum[i] / pairs);
        }
        return mean;
    }

    private boolean[] half(SplittableRandom random) {
        boolean[] chosen = new boolean[pairs];
        int left = pairs / 2;
        for (int pair = 0; pair < pairs; pair++) {
            chosen[pair] = random.nextInt(pairs - pair) < left;
            left -= chosen[pair] ? 1 : 0;
        }
        return chosen;
    }
}
