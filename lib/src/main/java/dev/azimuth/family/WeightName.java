package dev.azimuth.family;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A weight's name, as TransformerLens writes it, independent of family and file.
 *
 * @param layer counted from 0; {@link #NONE} for what belongs to no layer
 * @param expert counted from 0; {@link #NONE} for what belongs to no expert
 */
public record WeightName(Kind kind, int layer, int expert) {
    /** The layer of what belongs to none, and the expert. */
    public static final int NONE = -1;

    /** What a weight does. Matrices are {@code [out, in]}, the embeddings {@code [d_vocab or n_ctx, d_model]}. */
    public enum Kind {
        /** Token embeddings; write to the residual stream. */
        EMBED("embed.W_E", false),
        /** Learned position embeddings; write to the residual stream. */
        POSITIONS("pos_embed.W_pos", false),
        /** Scale of the norm before attention. */
        ATTN_NORM("ln1.w", true),
        /** Its bias. */
        ATTN_NORM_BIAS("ln1.b", true),
        /** Query projection. */
        QUERY("attn.W_Q", true),
        /** Its bias. */
        QUERY_BIAS("attn.b_Q", true),
        /** Key projection. */
        KEY("attn.W_K", true),
        /** Its bias. */
        KEY_BIAS("attn.b_K", true),
        /** Value projection. */
        VALUE("attn.W_V", true),
        /** Its bias. */
        VALUE_BIAS("attn.b_V", true),
        /** Scale of the queries' norm. */
        QUERY_NORM("attn.q_norm.w", true),
        /** Scale of the keys' norm. */
        KEY_NORM("attn.k_norm.w", true),
        /** Attention's output projection; writes to the residual stream. */
        ATTN_OUT("attn.W_O", true),
        /** Its bias; writes to the residual stream. */
        ATTN_OUT_BIAS("attn.b_O", true),
        /** Scale of the norm after attention. */
        ATTN_POST_NORM("ln1_post.w", true),
        /** Scale of the norm before the MLP. */
        MLP_NORM("ln2.w", true),
        /** Its bias. */
        MLP_NORM_BIAS("ln2.b", true),
        /** Chooses a token's experts. */
        ROUTER("mlp.W_router", true),
        /** The MLP's gate projection. */
        GATE("mlp.W_gate", true),
        /** Its bias. */
        GATE_BIAS("mlp.b_gate", true),
        /** The MLP's input projection. */
        UP("mlp.W_in", true),
        /** Its bias. */
        UP_BIAS("mlp.b_in", true),
        /** The MLP's output projection; writes to the residual stream. */
        DOWN("mlp.W_out", true),
        /** Its bias; writes to the residual stream. */
        DOWN_BIAS("mlp.b_out", true),
        /** Scale of the norm after the MLP. */
        MLP_POST_NORM("ln2_post.w", true),
        /** Scale of the last norm. */
        FINAL_NORM("ln_final.w", false),
        /** Its bias. */
        FINAL_NORM_BIAS("ln_final.b", false),
        /** Unembedding; absent where it is tied to the embedding. */
        UNEMBED("unembed.W_U", false),
        /** Its bias. */
        UNEMBED_BIAS("unembed.b_U", false);

        private final String suffix;
        private final boolean perLayer;

        Kind(String suffix, boolean perLayer) {
            this.suffix = suffix;
            this.perLayer = perLayer;
        }

        /** Whether it is a matrix that activations are multiplied by or rows are taken from, and a large one. */
        public boolean isMatrix() {
            return switch (this) {
                case EMBED, POSITIONS, QUERY, KEY, VALUE, ATTN_OUT, GATE, UP, DOWN, UNEMBED -> true;
                default -> false;
            };
        }

        /** Whether its output is added to the residual stream. */
        public boolean writesToResidualStream() {
            return switch (this) {
                case EMBED, POSITIONS, ATTN_OUT, ATTN_OUT_BIAS, DOWN, DOWN_BIAS -> true;
                default -> false;
            };
        }

        /** Whether its rows are what it writes, as an embedding's and a bias are; a matrix writes its columns. */
        public boolean writesRows() {
            return writesToResidualStream() && this != ATTN_OUT && this != DOWN;
        }

        private boolean perExpert() {
            return this == GATE || this == UP || this == DOWN;
        }

        private boolean in(ModelConfig config) {
            Norms norms = config.norms();
            boolean centred = norms.kind() == Norms.Kind.LAYER;
            boolean pre = norms.placement().pre();
            boolean mlpNorm = pre && config.block() != BlockLayout.PARALLEL_ONE_NORM;
            return switch (this) {
                case EMBED, QUERY, KEY, VALUE, ATTN_OUT, UP, DOWN, FINAL_NORM -> true;
                case POSITIONS -> config.embeddings().positions();
                case ATTN_NORM -> pre;
                case ATTN_NORM_BIAS -> pre && centred;
                case QUERY_BIAS, KEY_BIAS, VALUE_BIAS -> config.attention().inputBias();
                case QUERY_NORM, KEY_NORM -> norms.queryKey() != Norms.QueryKey.NONE;
                case ATTN_OUT_BIAS -> config.attention().outputBias();
                case ATTN_POST_NORM, MLP_POST_NORM -> norms.placement().post();
                case MLP_NORM -> mlpNorm;
                case MLP_NORM_BIAS -> mlpNorm && centred;
                case ROUTER -> config.mlp().experts().count() > 0;
                case GATE -> config.mlp().gated();
                case GATE_BIAS -> config.mlp().gated() && config.mlp().bias();
                case UP_BIAS, DOWN_BIAS -> config.mlp().bias();
                case FINAL_NORM_BIAS -> centred;
                case UNEMBED -> !config.tiedEmbeddings();
                case UNEMBED_BIAS -> config.embeddings().unembeddingBias();
            };
        }
    }

    /** The weight of a layer. */
    public static WeightName of(Kind kind, int layer) {
        return new WeightName(kind, layer, NONE);
    }

    /** The weight that belongs to no layer. */
    public static WeightName of(Kind kind) {
        return of(kind, NONE);
    }

    public WeightName {
        if (kind.perLayer != (layer >= 0)) {
            throw new IllegalArgumentException(
                    kind + (kind.perLayer ? " needs a layer, not " : " has no layer ") + layer);
        }
        if (expert >= 0 && !kind.perExpert()) {
            throw new IllegalArgumentException(kind + " has no expert " + expert);
        }
    }

    /** The bias that is added to this projection's or norm's output, which must be of a kind that can have one. */
    public WeightName bias() {
        return of(Kind.valueOf(kind.name() + "_BIAS"), layer);
    }

    /** The projection or norm that this bias belongs to. */
    WeightName withoutBias() {
        return of(Kind.valueOf(kind.name().replace("_BIAS", "")), layer);
    }

    /** Every weight of a model, in the order of the pass. */
    public static List<WeightName> all(ModelConfig config) {
        List<Kind> kinds =
                Arrays.stream(Kind.values()).filter(kind -> kind.in(config)).toList();
        List<WeightName> names = new ArrayList<>();
        kinds.stream().filter(kind -> kind.compareTo(Kind.ATTN_NORM) < 0).forEach(kind -> names.add(of(kind)));
        for (int layer = 0; layer < config.nLayers(); layer++) {
            for (Kind kind : kinds) {
                if (kind.perLayer) {
                    addOfLayer(names, kind, layer, config.mlp().experts().count());
                }
            }
        }
        kinds.stream().filter(kind -> kind.compareTo(Kind.FINAL_NORM) >= 0).forEach(kind -> names.add(of(kind)));
        return names;
    }

    private static void addOfLayer(List<WeightName> names, Kind kind, int layer, int experts) {
        if (experts == 0 || !kind.perExpert()) {
            names.add(of(kind, layer));
            return;
        }
        for (int expert = 0; expert < experts; expert++) {
            names.add(new WeightName(kind, layer, expert));
        }
    }

    /** The shape this weight must have; norms and biases have one dimension. */
    public List<Long> shape(ModelConfig config) {
        long model = config.dModel();
        long queries = (long) config.nHeads() * config.dHead();
        long keys = (long) config.nKeyValueHeads() * config.dHead();
        boolean perHead = config.norms().queryKey() == Norms.QueryKey.PER_HEAD;
        return switch (kind) {
            case EMBED, UNEMBED -> List.of((long) config.dVocab(), model);
            case POSITIONS -> List.of((long) config.nCtx(), model);
            case ATTN_NORM,
                    ATTN_NORM_BIAS,
                    ATTN_OUT_BIAS,
                    ATTN_POST_NORM,
                    MLP_NORM,
                    MLP_NORM_BIAS,
                    DOWN_BIAS,
                    MLP_POST_NORM,
                    FINAL_NORM,
                    FINAL_NORM_BIAS -> List.of(model);
            case QUERY -> List.of(queries, model);
            case KEY, VALUE -> List.of(keys, model);
            case QUERY_BIAS -> List.of(queries);
            case KEY_BIAS, VALUE_BIAS -> List.of(keys);
            case QUERY_NORM -> List.of(perHead ? config.dHead() : queries);
            case KEY_NORM -> List.of(perHead ? config.dHead() : keys);
            case ATTN_OUT -> List.of(model, queries);
            case ROUTER -> List.of((long) config.mlp().experts().count(), model);
            case GATE, UP -> List.of((long) config.dMlp(), model);
            case GATE_BIAS, UP_BIAS -> List.of((long) config.dMlp());
            case DOWN -> List.of(model, (long) config.dMlp());
            case UNEMBED_BIAS -> List.of((long) config.dVocab());
        };
    }

    @Override
    public String toString() {
        if (layer < 0) {
            return kind.suffix;
        }
        String inLayer = expert < 0 ? kind.suffix : kind.suffix.replace("mlp.", "mlp.experts." + expert + ".");
        return "blocks." + layer + "." + inLayer;
    }
}
