package dev.azimuth.family;

/**
 * The MLP as all layers of a model have it.
 *
 * @param dMlp neurons; of one expert where there are several
 * @param nonlinearity between the projections
 * @param gated whether a second projection is multiplied by the non-linearity's output
 * @param bias whether its projections have biases
 * @param experts how many there are and how they are chosen
 */
public record MlpShape(int dMlp, Nonlinearity nonlinearity, boolean gated, boolean bias, Experts experts) {
    /**
     * A mixture of experts (Shazeer et al., 2017, arXiv 1701.06538).
     *
     * @param count how many there are; 0 for one plain MLP
     * @param active how many a token is sent to
     * @param renormalized whether the weights of the chosen ones are made to sum to 1
     */
    public record Experts(int count, int active, boolean renormalized) {
        /** One plain MLP. */
        public static final Experts NONE = new Experts(0, 0, false);

        public Experts {
            ModelConfig.requireAtMost("number of experts", count, 10_000);
            if (count < 0 || active > count || (count > 0 && active < 1)) {
                throw new UnsupportedModelException("A token cannot be sent to " + active + " of " + count
                        + " experts; it must be at least 1 and at most all of them.");
            }
        }
    }

    public MlpShape {
        ModelConfig.requirePositive("d_mlp", dMlp);
    }

    /** With a gate and without biases, as in Llama. */
    public static MlpShape gated(int dMlp, Nonlinearity nonlinearity) {
        return new MlpShape(dMlp, nonlinearity, true, false, Experts.NONE);
    }

    /** Two projections with biases, as in GPT-2. */
    public static MlpShape plain(int dMlp, Nonlinearity nonlinearity) {
        return new MlpShape(dMlp, nonlinearity, false, true, Experts.NONE);
    }

    /** The same with biases, or without. */
    public MlpShape withBias(boolean has) {
        return new MlpShape(dMlp, nonlinearity, gated, has, experts);
    }

    /** Several of them, for each token to choose from. */
    public MlpShape withExperts(Experts choice) {
        return new MlpShape(dMlp, nonlinearity, gated, bias, choice);
    }
}
