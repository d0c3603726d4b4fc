package dev.azimuth.family;

/**
 * Where a model norms, and how.
 *
 * @param kind how
 * @param epsilon added to the mean square before its root
 * @param placement where in a block
 * @param queryKey whether queries and keys are normed too
 */
public record Norms(Kind kind, double epsilon, Placement placement, QueryKey queryKey) {
    /** How a vector is normed. */
    public enum Kind {
        /** By its root mean square, with a scale. */
        RMS,
        /** By mean and standard deviation, with a scale and a bias. */
        LAYER
    }

    /** Where a block norms. */
    public enum Placement {
        /** What attention and MLP read. */
        PRE,
        /** What they write. */
        POST,
        /** Both. */
        PRE_AND_POST;

        boolean pre() {
            return this != POST;
        }

        boolean post() {
            return this != PRE;
        }
    }

    /** The norm of queries and keys, before the rotary embedding. */
    public enum QueryKey {
        /** There is none. */
        NONE,
        /** Each head by itself, all with the same scale. */
        PER_HEAD,
        /** All heads as one vector. */
        ALL_HEADS
    }

    public Norms {
        if (!(epsilon > 0)) {
            throw new UnsupportedModelException("The norms' epsilon is " + epsilon + ", but must be above 0.");
        }
    }

    /** RMSNorm of what attention and MLP read, as in Llama. */
    public static Norms rms(double epsilon) {
        return new Norms(Kind.RMS, epsilon, Placement.PRE, QueryKey.NONE);
    }

    /** LayerNorm of what attention and MLP read, as in GPT-2. */
    public static Norms layer(double epsilon) {
        return new Norms(Kind.LAYER, epsilon, Placement.PRE, QueryKey.NONE);
    }

    /** The same elsewhere. */
    public Norms withPlacement(Placement other) {
        return new Norms(kind, epsilon, other, queryKey);
    }

    /** The same with queries and keys normed, or not. */
    public Norms withQueryKey(QueryKey other) {
        return new Norms(kind, epsilon, placement, other);
    }
}
