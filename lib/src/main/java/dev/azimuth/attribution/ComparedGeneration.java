package dev.azimuth.attribution;

import dev.azimuth.model.Generation;
import dev.azimuth.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/**
 * What two models write after one prompt.
 *
 * @param base what the first writes
 * @param changed what the other writes, left to itself
 * @param tokens of what the first writes
 * @param changedTokens of what the other writes
 * @param divergence KL(base ‖ changed) of each of the first's tokens, in nats: of what each would write there, the other
 *     having read the same text
 * @param parting the first token in which what they write differs; as many as there are where nothing does
 * @param baseProjections of each direction, where the first is when it writes each token, in class gaps
 * @param changedProjections where the other is at the same tokens
 */
public record ComparedGeneration(
        Generation base,
        Generation changed,
        List<String> tokens,
        List<String> changedTokens,
        List<Double> divergence,
        int parting,
        List<List<Double>> baseProjections,
        List<List<Double>> changedProjections) {
    static ComparedGeneration of(
            Generation base, Generation changed, LogitTrace first, LogitTrace second, Tokenizer tokenizer) {
        int steps = base.ids().size();
        List<Double> divergence = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            divergence.add(divergence(
                    first.logProbabilities().get(step),
                    second.logProbabilities().get(step)));
        }
        return new ComparedGeneration(
                base,
                changed,
                tokens(base, tokenizer),
                tokens(changed, tokenizer),
                List.copyOf(divergence),
                shared(base.ids(), changed.ids()),
                first.projections(),
                second.projections());
    }

    private static List<String> tokens(Generation generation, Tokenizer tokenizer) {
        return generation.ids().stream().map(tokenizer::token).toList();
    }

    private static double divergence(float[] p, float[] q) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += p[i] == Float.NEGATIVE_INFINITY ? 0 : Math.exp(p[i]) * ((double) p[i] - q[i]);
        }
        return sum;
    }

    private static int shared(List<Integer> one, List<Integer> other) {
        int most = Math.min(one.size(), other.size());
        int shared = 0;
        while (shared < most && one.get(shared).equals(other.get(shared))) {
            shared++;
        }
        return shared;
    }

    /** Whether they write the same. */
    public boolean isSame() {
        return base.ids().equals(changed.ids());
    }
}
