package dev.azimuth.family;

import java.util.List;

/** How the wavelengths of a rotary embedding are stretched for texts longer than those of the training. */
public sealed interface RopeScaling {
    /** What cosines and sines are multiplied by. */
    default double attentionFactor() {
        return 1;
    }

    /**
     * All alike (Chen et al., 2023, arXiv 2306.15595).
     *
     * @param factor how many times longer; 1 for no change
     */
    record Linear(double factor) implements RopeScaling {
        public Linear {
            requireFactor(factor);
        }
    }

    /**
     * Llama 3.1's: long wavelengths fully, short ones not, those between in proportion.
     *
     * @param factor how many times longer the long wavelengths become
     * @param lowFrequency wavelengths above {@code context / lowFrequency} are long
     * @param highFrequency wavelengths below {@code context / highFrequency} are short
     * @param context tokens of the training's texts
     */
    record Llama3(double factor, double lowFrequency, double highFrequency, int context) implements RopeScaling {
        public Llama3 {
            requireFactor(factor);
            if (!(lowFrequency > 0) || !(highFrequency > lowFrequency) || context < 1) {
                throw new UnsupportedModelException("The rotary scaling's low and high frequency factors are "
                        + lowFrequency + " and " + highFrequency + " for a context of " + context
                        + ", but must be above 0, in this order.");
            }
        }
    }

    /**
     * YaRN (Peng et al., 2023, arXiv 2309.00071).
     *
     * @param factor how many times longer the long wavelengths become
     * @param context tokens of the training's texts
     * @param betaFast wavelengths that turn more often than this in the context stay
     * @param betaSlow wavelengths that turn less often than this are fully stretched
     * @param truncate whether the two bounds are rounded to whole dimensions
     */
    record Yarn(
            double factor,
            int context,
            double betaFast,
            double betaSlow,
            boolean truncate,
            @Override double attentionFactor)
            implements RopeScaling {
        public Yarn {
            requireFactor(factor);
            if (context < 1 || !(betaSlow > 0) || !(betaFast > betaSlow) || !(attentionFactor > 0)) {
                throw new UnsupportedModelException("YaRN's bounds are " + betaFast + " and " + betaSlow
                        + " for a context of " + context + " with an attention factor of " + attentionFactor
                        + ", but must be above 0, the first above the second.");
            }
        }

        /** The factor of cosines and sines that YaRN's authors recommend; {@code weight} is 1 unless a model says so. */
        static double recommended(double factor, double weight) {
            return factor <= 1 ? 1 : 0.1 * weight * Math.log(factor) + 1;
        }
    }

    /**
     * LongRoPE (Ding et al., 2024, arXiv 2402.13753): each pair of dimensions by a factor of its own, another one in long
     * texts.
     *
     * @param shortFactors in texts no longer than {@code context}, the fastest pair first
     * @param longFactors in longer texts
     * @param context tokens of the training's texts
     */
    record LongRope(
            List<Double> shortFactors,
            List<Double> longFactors,
            int context,
            @Override double attentionFactor) implements RopeScaling {
        public LongRope {
            shortFactors = List.copyOf(shortFactors);
            longFactors = List.copyOf(longFactors);
            shortFactors.forEach(RopeScaling::requireFactor);
            longFactors.forEach(RopeScaling::requireFactor);
            if (context < 1 || !(attentionFactor > 0)) {
                throw new UnsupportedModelException("LongRoPE's context is " + context + " and its attention factor "
                        + attentionFactor + ", but both must be above 0.");
            }
        }

        /** Whether a text's length matters. */
        public boolean changes() {
            return !shortFactors.equals(longFactors);
        }

        /** The factor of cosines and sines that LongRoPE's authors recommend for texts so many times longer. */
        static double recommended(double factor, int context) {
            return factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(context));
        }
    }

    private static void requireFactor(double factor) {
        if (!(factor > 0) || Double.isInfinite(factor)) {
            throw new UnsupportedModelException("A rotary scaling factor is " + factor + ", but must be above 0.");
        }
    }
}
