package dev.azimuth.family;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a GGUF architecture's keys one by one and, at the end, refuses those that nobody read, as {@link ConfigReader}
 * does.
 */
final class GgufKeys {
    /** Keys that say nothing about the forward pass. */
    private static final Set<String> INERT = Set.of(
            "tensor_data_layout", // says of Llama's queries and keys that they lie pair by pair, as they always do
            "rope.scaling.finetuned", // whether the scaling was trained with, which it is used without too
            "pooling_type"); // of embedding models, behind the last layer

    private final GgufFile file;
    private final Set<String> read = new HashSet<>();

    GgufKeys(GgufFile file) {
        this.file = file;
    }

    /** What the architectures say in the same words, as in Llama where they do not; without a rotary embedding. */
    ModelConfigBuilder model(String family, Nonlinearity nonlinearity) {
        int dModel = integer("embedding_length");
        int nHeads = integer("attention.head_count");
        int dHead = integer("attention.key_length", dModel / Math.max(1, nHeads));
        require("attention.value_length", dHead);
        require("attention.causal", true);
        boolean attentionBias = has("blk.0.attn_q.bias");
        return ModelConfig.builder(family)
                .sizes(dModel, vocabularySize(), integer("context_length"))
                .attention(AttentionShape.of(nHeads, integer("attention.head_count_kv", nHeads), dHead)
                        .withBiases(attentionBias, attentionBias))
                .mlp(MlpShape.gated(integer("feed_forward_length"), nonlinearity)
                        .withBias(has("blk.0.ffn_up.bias")))
                .norms(norms())
                .embeddings(new Embeddings(!has("output.weight"), false, false))
                .layers(ModelConfig.alike(integer("block_count"), new LayerAttention(LayerAttention.ALL, null)));
    }

    /** How many experts each layer has; 0 for one plain MLP. */
    int experts() {
        return integer("expert_count", 0);
    }

    /** Several MLPs, the weights of those chosen made to sum to 1, as llama.cpp always does. */
    MlpShape mixture(MlpShape one) {
        require("expert_gating_func", 1); // a softmax
        require("expert_weights_norm", true);
        MlpShape expert = MlpShape.gated(integer("expert_feed_forward_length", one.dMlp()), one.nonlinearity());
        return expert.withExperts(new MlpShape.Experts(experts(), integer("expert_used_count"), true));
    }

    /** Whether the file holds this tensor; what no key says, such as biases, is told by it. */
    boolean has(String tensor) {
        return file.tensors().contains(tensor);
    }

    /** The numbers of a tensor that is a setting. */
    List<Double> numbers(String tensor) {
        return file.numbers().apply(tensor);
    }

    int integer(String key) {
        if (take(key) == null) {
            throw new UnsupportedModelException(file.name() + " lacks the metadata key '" + full(key) + "'.");
        }
        return integer(key, 0);
    }

    int integer(String key, int otherwise) {
        double value = number(key, otherwise);
        if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
            throw wrong(key, value, "a whole number");
        }
        return (int) value;
    }

    double number(String key, double otherwise) {
        Object value = take(key);
        if (value != null && !(value instanceof Number)) {
            throw wrong(key, value, "a number");
        }
        if (value instanceof Float stored) {
            return GgufFile.shortest(stored);
        }
        return value instanceof Number number ? number.doubleValue() : otherwise;
    }

    String text(String key, String otherwise) {
        Object value = take(key);
        if (value != null && !(value instanceof String)) {
            throw wrong(key, value, "a text");
        }
        return value == null ? otherwise : (String) value;
    }

    boolean flag(String key, boolean otherwise) {
        Object value = take(key);
        if (value != null && !(value instanceof Boolean)) {
            throw wrong(key, value, "true or false");
        }
        return value == null ? otherwise : (Boolean) value;
    }

    /** Which layers slide: all but every {@code period}th, unless the file has another period or says it of each. */
    boolean[] sliding(int period, int nLayers) {
        String key = "attention.sliding_window_pattern";
        boolean[] sliding = new boolean[nLayers];
        if (take(key) instanceof List<?> each) {
            if (each.size() != nLayers || !each.stream().allMatch(Boolean.class::isInstance)) {
                throw wrong(key, each, "true or false for each of the " + nLayers + " layers");
            }
            IntStream.range(0, nLayers).forEach(layer -> sliding[layer] = (Boolean) each.get(layer));
            return sliding;
        }
        int every = Math.max(1, integer(key, period));
        IntStream.range(0, nLayers).forEach(layer -> sliding[layer] = (layer + 1) % every != 0);
        return sliding;
    }

    /** Takes a key that is understood and changes nothing here. */
    void pass(String key) {
        take(key);
    }

    /** Refuses any value but {@code supported}; absent counts as it. */
    void require(String key, Object supported) {
        Object value = take(key);
        if (value != null && !value.toString().equals(supported.toString())) {
            throw wrong(key, value, "'" + supported + "', the only one supported");
        }
    }

    void refuseWhatNobodyRead() {
        List<String> unread = new ArrayList<>();
        String prefix = full("");
        file.metadata().forEach((name, value) -> {
            String key = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
            if (!key.isEmpty() && !read.contains(key) && !INERT.contains(key)) {
                unread.add("'" + name + "' (" + shown(value) + ")");
            }
        });
        if (!unread.isEmpty()) {
            throw new UnsupportedModelException(file.name() + " asks for " + String.join(", ", unread)
                    + ", which is not understood and may change what the model computes."
                    + " A family reads its keys in a file beside dev.azimuth.family.Llama.");
        }
    }

    /** The refusal of a value. */
    UnsupportedModelException wrong(String key, Object value, String wanted) {
        return new UnsupportedModelException(file.name() + ": the metadata key '" + full(key) + "' is " + shown(value)
                + ", but must be " + wanted + ".");
    }

    private Norms norms() {
        String rms = "attention.layer_norm_rms_epsilon";
        return take(rms) != null
                ? Norms.rms(number(rms, 0))
                : Norms.layer(number("attention.layer_norm_epsilon", 0)); // 0 is refused
    }

    private int vocabularySize() {
        pass("vocab_size"); // the tokens are more exact: some files hold fewer than their model was trained with
        return file.metadata().get("tokenizer.ggml.tokens") instanceof List<?> tokens
                ? tokens.size()
                : integer("vocab_size");
    }

    private @Nullable Object take(String key) {
        read.add(key);
        return file.metadata().get(full(key));
    }

    private String full(String key) {
        return file.architecture() + "." + key;
    }

    private static String shown(Object value) {
        String text = value.toString();
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
