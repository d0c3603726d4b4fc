package dev.azimuth.attribution;

import ai.djl.ndarray.NDArray;
import dev.azimuth.tensor.Scalars;
import java.util.function.BiFunction;

/**
 * A number that says how far a patched run is from the clean and the corrupted one, computed from the logits after the
 * last token. It is made of differentiable operations, so that activation and attribution patching measure the same.
 */
public interface PatchingMetric {
    /**
     * The number of each patched run.
     *
     * @param logits after the last token, {@code [runs, d_vocab]}
     * @return {@code [runs]}
     */
    NDArray of(NDArray logits, PairBaseline pair);

    /** The answer's logit less the wrong answer's (Wang et al., 2022, arXiv 2211.00593). */
    static PatchingMetric logitDifference() {
        return named("logit difference", PatchingMetric::difference);
    }

    /**
     * The logit difference on the way from the corrupted run, 0, to the clean one, 1. It can lie outside.
     */
    static PatchingMetric recovery() {
        return named("recovery", (logits, pair) -> {
            double from = pair.corruptedDifference();
            double way = pair.cleanDifference() - from;
            if (Math.abs(way) < 1e-4) {
                throw new IllegalArgumentException("The recovery is not defined: after both texts the answers' logits"
                        + " differ by the same " + (float) from
                        + ". Choose texts or answers that the model tells apart.");
            }
            return Scalars.times(difference(logits, pair).sub((float) from), 1 / way);
        });
    }

    /** KL(clean ‖ patched) of the next token, in nats. */
    static PatchingMetric klToClean() {
        return named("KL to the clean run (nats)", (logits, pair) -> {
            NDArray clean = pair.clean(logits.getManager()).logSoftmax(-1);
            return clean.exp().mul(clean.sub(logits.logSoftmax(-1))).sum(new int[] {-1});
        });
    }

    /** The probability of the answer. */
    static PatchingMetric probability() {
        return named(
                "probability of the answer",
                (logits, pair) -> logits.softmax(-1).get(":, " + pair.answer()));
    }

    /** A metric called {@code name}. */
    static PatchingMetric named(String name, BiFunction<NDArray, PairBaseline, NDArray> function) {
        return new PatchingMetric() {
            @Override
            public NDArray of(NDArray logits, PairBaseline pair) {
                return function.apply(logits, pair);
            }

            @Override
            public String toString() {
                return name;
            }
        };
    }

    private static NDArray difference(NDArray logits, PairBaseline pair) {
        return logits.get(":, " + pair.answer()).sub(logits.get(":, " + pair.wrong()));
    }
}
