package dev.azimuth.family;

import java.util.ArrayList;
import java.util.List;

/**
 * A weight's name, as TransformerLens writes it, independent of family and file.
 *
 * @param layer counted from 0; -1 for what belongs to no layer
 */
public record WeightName(Kind kind, int layer) {
    /** What a weight does. Matrices are {@code [out, in]}, the embeddings {@code [d_vocab, d_model]}. */
    public enum Kind {
        /** Token embeddings. */
        EMBED("embed.W_E", false),
        /** Scale of the norm before attention. */
        ATTN_NORM("ln1.w", true),
        /** Query projection. */
        QUERY("attn.W_Q", true),
        /** Key projection. */
        KEY("attn.W_K", true),
        /** Value projection. */
        VALUE("attn.W_V", true),
        /** Attention's output projection; writes to the residual stream. */
        ATTN_OUT("attn.W_O", true),
        /** Scale of the norm before the MLP. */
        MLP_NORM("ln2.w", true),
        /** The MLP's gate projection. */
        GATE("mlp.W_gate", true),
        /** The MLP's input projection. */
        UP("mlp.W_in", true),
        /** The MLP's output projection; writes to the residual stream. */
        DOWN("mlp.W_out", true),
        /** Scale of the last norm. */
        FINAL_NORM("ln_final.w", false),
        /** Unembedding; absent where it is tied to the embedding. */
        UNEMBED("unembed.W_U", false);

        private final String suffix;
        private final boolean perLayer;

        Kind(String suffix, boolean perLayer) {
            this.suffix = suffix;
            this.perLayer = perLayer;
        }

        /** Whether its output is added to the residual stream. */
        public boolean writesToResidualStream() {
            return this == EMBED || this == ATTN_OUT || this == DOWN;
        }
    }

    /** The weight of a layer. */
    public static WeightName of(Kind kind, int layer) {
        return new WeightName(kind, layer);
    }

    /** The weight that belongs to no layer. */
    public static WeightName of(Kind kind) {
        return new WeightName(kind, -1);
    }

    public WeightName {
        if (kind.perLayer != (layer >= 0)) {
            throw new IllegalArgumentException(
                    kind + (kind.perLayer ? " needs a layer, not " : " has no layer ") + layer);
        }
    }

    /** Every weight of a model, in the order of the pass. */
    public static List<WeightName> all(ModelConfig config) {
        List<WeightName> names = new ArrayList<>();
        names.add(of(Kind.EMBED));
        for (int layer = 0; layer < config.nLayers(); layer++) {
            for (Kind kind : Kind.values()) {
                if (kind.perLayer) {
                    names.add(of(kind, layer));
                }
            }
        }
        names.add(of(Kind.FINAL_NORM));
        if (!config.tiedEmbeddings()) {
            names.add(of(Kind.UNEMBED));
        }
        return names;
    }

    /** The shape this weight must have; norms have one dimension. */
    public List<Long> shape(ModelConfig config) {
        long model = config.dModel();
        long queries = (long) config.nHeads() * config.dHead();
        long keys = (long) config.nKeyValueHeads() * config.dHead();
        return switch (kind) {
            case EMBED, UNEMBED -> List.of((long) config.dVocab(), model);
            case ATTN_NORM, MLP_NORM, FINAL_NORM -> List.of(model);
            case QUERY -> List.of(queries, model);
            case KEY, VALUE -> List.of(keys, model);
            case ATTN_OUT -> List.of(model, queries);
            case GATE, UP -> List.of((long) config.dMlp(), model);
            case DOWN -> List.of(model, (long) config.dMlp());
        };
    }

    @Override
    public String toString() {
        return layer < 0 ? kind.suffix : "blocks." + layer + "." + kind.suffix;
    }
}
