package dev.azimuth.model;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Chooses the next token from its logits.
 *
 * @param temperature 0 takes the likeliest token; higher flattens the distribution
 * @param topP smallest share of probability that the candidates must hold (Holtzman et al., 2019); 1 keeps all
 * @param seed the same seed draws the same tokens
 */
record Sampler(double temperature, double topP, long seed) {
    static final Sampler GREEDY = new Sampler(0, 1, 0);

    Sampler {
        if (!(temperature >= 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException(
                    "The temperature is " + temperature + ", but must be 0 (greedy) or a finite number above.");
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("top-p is " + topP + ", but must be above 0 and at most 1.");
        }
    }

    SplittableRandom random() {
        return new SplittableRandom(seed);
    }

    int next(float[] logits, SplittableRandom random) {
        int best = argmax(logits);
        if (temperature == 0) {
            return best;
        }
        double[] weights = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            weights[i] = Math.exp((logits[i] - logits[best]) / temperature);
        }
        int[] candidates = candidates(weights);
        double left = random.nextDouble()
                * Arrays.stream(candidates).mapToDouble(i -> weights[i]).sum();
        for (int candidate : candidates) {
            left -= weights[candidate];
            if (left < 0) {
                return candidate;
            }
        }
        return candidates[candidates.length - 1];
    }

    static int argmax(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }

    private int[] candidates(double[] weights) {
        if (topP == 1) {
            return IntStream.range(0, weights.length).toArray();
        }
        double wanted = topP * Arrays.stream(weights).sum();
        int[] order = IntStream.range(0, weights.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -weights[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        int kept = 0;
        while (kept < order.length && wanted > 0) {
            wanted -= weights[order[kept++]];
        }
        return Arrays.copyOf(order, Math.max(1, kept));
    }
}
