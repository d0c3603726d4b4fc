package dev.azimuth.hook;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A kind of activation, with TransformerLens's name for it. As a filter it means this activation in every layer.
 *
 * <p>Shapes: the residual stream and all that is added to it {@code [batch, pos, d_model]}; q and z {@code [batch, pos,
 * n_heads, d_head]}; k and v the same with {@code n_key_value_heads}; attention scores and pattern {@code [batch,
 * n_heads, query, key]}; result and the inputs of single heads {@code [batch, pos, n_heads, d_model]}, of keys and values
 * with {@code n_key_value_heads}; the MLP's inside {@code [batch, pos, d_mlp]}; a norm's scale {@code [batch, pos, 1]}.
 */
public enum HookPoint implements HookFilter {
    /** The token embeddings. */
    EMBED("hook_embed"),
    /** The embeddings of learned positions, in models that have them. */
    POS_EMBED("hook_pos_embed"),
    /** The residual stream as a block finds it. */
    RESID_PRE("hook_resid_pre"),
    /** The residual stream as each query head reads it, before the norm; computed only when asked for. */
    Q_INPUT("hook_q_input"),
    /** The same of each key head. */
    K_INPUT("hook_k_input"),
    /** The same of each value head. */
    V_INPUT("hook_v_input"),
    /** What the norm before attention divides by. */
    LN1_SCALE("ln1.hook_scale"),
    /** What comes of it: of an RMSNorm before its weight, of a LayerNorm after weight and bias, as in TransformerLens. */
    LN1_NORMALIZED("ln1.hook_normalized"),
    /** Queries, before their norm and the rotary embedding. */
    Q("attn.hook_q"),
    /** Keys, before their norm and the rotary embedding. */
    K("attn.hook_k"),
    /** Values. */
    V("attn.hook_v"),
    /** Queries after the rotary embedding. */
    ROT_Q("attn.hook_rot_q"),
    /** Keys after the rotary embedding. */
    ROT_K("attn.hook_rot_k"),
    /** Scaled and masked scores, before the softmax. */
    ATTN_SCORES("attn.hook_attn_scores"),
    /** Where each query looks: scores after the softmax. */
    PATTERN("attn.hook_pattern"),
    /** Values mixed by the pattern, per head. */
    Z("attn.hook_z"),
    /** What each head adds to the residual stream; computed only when asked for. */
    RESULT("attn.hook_result"),
    /** What the norm after attention divides by, in models that have one. */
    LN1_POST_SCALE("ln1_post.hook_scale"),
    /** What comes of it. */
    LN1_POST_NORMALIZED("ln1_post.hook_normalized"),
    /** What attention adds to the residual stream. */
    ATTN_OUT("hook_attn_out"),
    /** The residual stream between attention and MLP. */
    RESID_MID("hook_resid_mid"),
    /** The residual stream as the MLP reads it, before the norm. */
    MLP_IN("hook_mlp_in"),
    /** What the norm before the MLP divides by. */
    LN2_SCALE("ln2.hook_scale"),
    /** What comes of it. */
    LN2_NORMALIZED("ln2.hook_normalized"),
    /** The MLP's gate, before its non-linearity. */
    MLP_PRE("mlp.hook_pre"),
    /** What the gate is multiplied by, in MLPs that have one. */
    MLP_PRE_LINEAR("mlp.hook_pre_linear"),
    /** The MLP's neurons, after non-linearity and gate. */
    MLP_POST("mlp.hook_post"),
    /** What the norm after the MLP divides by, in models that have one. */
    LN2_POST_SCALE("ln2_post.hook_scale"),
    /** What comes of it. */
    LN2_POST_NORMALIZED("ln2_post.hook_normalized"),
    /** What the MLP adds to the residual stream. */
    MLP_OUT("hook_mlp_out"),
    /** The residual stream as a block leaves it. */
    RESID_POST("hook_resid_post"),
    /** What the last norm divides by. */
    LN_FINAL_SCALE("ln_final.hook_scale"),
    /** What comes of it. */
    LN_FINAL_NORMALIZED("ln_final.hook_normalized"),
    /** The logits, {@code [batch, pos, d_vocab]}. */
    LOGITS("unembed.hook_out");

    private static final Set<HookPoint> OUTSIDE_LAYERS =
            EnumSet.of(EMBED, POS_EMBED, LN_FINAL_SCALE, LN_FINAL_NORMALIZED, LOGITS);
    private static final Set<HookPoint> ON_REQUEST = EnumSet.of(Q_INPUT, K_INPUT, V_INPUT, RESULT, MLP_IN, LOGITS);

    private static final Set<HookPoint> OF_HEADS =
            EnumSet.of(Q_INPUT, K_INPUT, V_INPUT, Q, K, V, ROT_Q, ROT_K, Z, RESULT);

    private static final Set<HookPoint> OF_KEY_VALUE_HEADS = EnumSet.of(K_INPUT, V_INPUT, K, V, ROT_K);

    private final String suffix;

    HookPoint(String suffix) {
        this.suffix = suffix;
    }

    /** Whether every layer has one, rather than the model. */
    public boolean isPerLayer() {
        return !OUTSIDE_LAYERS.contains(this);
    }

    /** Whether a cache of everything leaves it out, since it is large or the same as another. */
    public boolean isOnRequest() {
        return ON_REQUEST.contains(this);
    }

    /** What its dimensions are, outermost first: of {@code batch}, {@code pos}, {@code head}, {@code d}, {@code query}, {@code key}. */
    public List<String> axes() {
        if (this == ATTN_SCORES || this == PATTERN) {
            return List.of("batch", "head", "query", "key");
        }
        return OF_HEADS.contains(this) ? List.of("batch", "pos", "head", "d") : List.of("batch", "pos", "d");
    }

    /** The dimension of tokens; of an attention pattern that of the queries. */
    public int positionAxis() {
        return Math.max(axes().indexOf("pos"), axes().indexOf("query"));
    }

    /** The dimension of heads; -1 for an activation that has none. */
    public int headAxis() {
        return axes().indexOf("head");
    }

    /** Whether its heads are those of keys and values, which query heads may share. */
    boolean isShared() {
        return OF_KEY_VALUE_HEADS.contains(this);
    }

    /** This activation of one layer. */
    public HookName at(int layer) {
        return new HookName(this, layer);
    }

    /** The name without its block, such as {@code attn.hook_z}. */
    public String suffix() {
        return suffix;
    }

    @Override
    public boolean matches(HookName name) {
        return name.point() == this;
    }

    @Override
    public String label() {
        return suffix;
    }

    static Optional<HookPoint> ofSuffix(String suffix) {
        return Arrays.stream(values()).filter(p -> p.suffix.equals(suffix)).findFirst();
    }

    /** How it is written in code, such as {@code residPost}. */
    public String factory() {
        StringBuilder camel = new StringBuilder();
        for (char c : name().toCharArray()) {
            boolean startsWord = camel.length() > 0 && camel.charAt(camel.length() - 1) == '_';
            if (startsWord) {
                camel.setLength(camel.length() - 1);
            }
            camel.append(startsWord || c == '_' ? c : Character.toLowerCase(c));
        }
        return camel.toString();
    }
}
