package dev.azimuth.family;

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
    }

    private static void requireFactor(double factor) {
        if (!(factor > 0) || Double.isInfinite(factor)) {
            throw new UnsupportedModelException("A rotary scaling factor is " + factor + ", but must be above 0.");
        }
    }
}
