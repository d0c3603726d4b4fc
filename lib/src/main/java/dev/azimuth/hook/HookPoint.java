package dev.azimuth.hook;

import java.util.Arrays;
import java.util.Optional;

/**
 * A kind of activation, with TransformerLens's name for it. As a filter it means this activation in every layer.
 *
 * <p>Shapes: the residual stream and all that is added to it {@code [batch, pos, d_model]}; q and z {@code [batch, pos,
 * n_heads, d_head]}; k and v the same with {@code n_key_value_heads}; attention scores and pattern {@code [batch,
 * n_heads, query, key]}; result {@code [batch, pos, n_heads, d_model]}; the MLP's inside {@code [batch, pos, d_mlp]}.
 */
public enum HookPoint implements HookFilter {
    /** The token embeddings. */
    EMBED("hook_embed"),
    /** The residual stream as a block finds it. */
    RESID_PRE("hook_resid_pre"),
    /** Queries, before the rotary embedding. */
    Q("attn.hook_q"),
    /** Keys, before the rotary embedding. */
    K("attn.hook_k"),
    /** Values. */
    V("attn.hook_v"),
    /** Scaled and masked scores, before the softmax. */
    ATTN_SCORES("attn.hook_attn_scores"),
    /** Where each query looks: scores after the softmax. */
    PATTERN("attn.hook_pattern"),
    /** Values mixed by the pattern, per head. */
    Z("attn.hook_z"),
    /** What each head adds to the residual stream; computed only when asked for. */
    RESULT("attn.hook_result"),
    /** What attention adds to the residual stream. */
    ATTN_OUT("hook_attn_out"),
    /** The residual stream between attention and MLP. */
    RESID_MID("hook_resid_mid"),
    /** The MLP's gate, before its non-linearity. */
    MLP_PRE("mlp.hook_pre"),
    /** The MLP's neurons, after non-linearity and gate. */
    MLP_POST("mlp.hook_post"),
    /** What the MLP adds to the residual stream. */
    MLP_OUT("hook_mlp_out"),
    /** The residual stream as a block leaves it. */
    RESID_POST("hook_resid_post");

    private final String suffix;

    HookPoint(String suffix) {
        this.suffix = suffix;
    }

    /** Whether every layer has one; only the embedding stands before all layers. */
    public boolean isPerLayer() {
        return this != EMBED;
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
