package dev.azimuth.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FamiliesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void anUnknownFamilyIsNamedWithThoseThatAreKnownAndTheWayToAddOne() {
        assertThatThrownBy(() -> Families.ofHub("mamba", "config.json"))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageStartingWith("config.json holds a model of the family 'mamba', which is not supported. "
                        + "Supported: llama, mistral, ")
                .hasMessageEndingWith(". A family is one file beside dev.azimuth.family.Llama.");
        assertThatThrownBy(() -> Families.ofGguf(gguf("rwkv7", Map.of())))
                .hasMessageStartingWith("model.gguf holds a model of the family 'rwkv7', which is not supported."
                        + " Supported: llama, qwen2, qwen3, gemma, gemma2, gemma3, phi3, olmo2, gpt2, gptneox, smollm3,"
                        + " granite, phi2, starcoder2, qwen3moe.");
    }

    @ParameterizedTest
    @MethodSource("dev.azimuth.model.TinyModel#references")
    void aKeyThatNobodyUnderstandsIsRefusedByName(String reference) throws IOException {
        ObjectNode config = config(reference);
        config.put("attention_temperature", 0.5);
        assertThatThrownBy(() -> read(config))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage("config.json asks for 'attention_temperature' (0.5), which is not understood and may change"
                        + " what the model computes. A family reads its keys in a file beside"
                        + " dev.azimuth.family.Llama.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "llama; hidden_act; \"tanh\"",
                "llama; mlp_bias; 3",
                "llama; rope_interleaved; true",
                "llama; num_hidden_layers; 2000000000",
                "llama; rope_parameters; {\"rope_type\": \"longrope\", \"short_factor\": [1], \"long_factor\": [2]}",
                "llama; quantization_config; {\"bits\": 4}",
                "mistral; sliding_window; -1",
                "qwen2; layer_types; [\"linear_attention\"]",
                "qwen3; num_key_value_heads; 3",
                "gemma; use_bidirectional_attention; true",
                "gemma2; attn_logit_softcapping; -5",
                "gemma3; sliding_window; 2.5",
                "phi3; attention_bias; true",
                "phi3; rope_parameters; {\"rope_type\": \"yarn\", \"factor\": 2}",
                "olmo2; rms_norm_eps; 0",
                "gpt2; scale_attn_by_inverse_layer_idx; true",
                "gpt_neo; attention_types; [[[\"global\"], 2]]",
                "gpt_neox; rotary_pct; \"half\"",
                "smollm3; use_sliding_window; true",
                "granite; residual_multiplier; 0",
                "phi; qk_layernorm; true",
                "starcoder2; norm_type; \"rms_norm\"",
                "mixtral; num_experts_per_tok; 9",
                "mixtral; num_local_experts; 2000000000",
                "qwen3_moe; mlp_only_layers; [0]",
            })
    void aValueThatIsNotUnderstoodIsRefused(String reference, String key, String value) throws IOException {
        ObjectNode config = config(reference);
        config.set(key, JSON.readTree(value));
        assertThatThrownBy(() -> read(config)).isInstanceOf(UnsupportedModelException.class);
    }

    @Test
    void aRotaryScalingThatIsNotUnderstoodIsNamed() throws IOException {
        ObjectNode config = config("llama");
        config.putObject("rope_parameters").put("rope_type", "dynamic").put("factor", 2);
        assertThatThrownBy(() -> read(config))
                .hasMessage("config.json: rope_parameters: 'rope_type' is dynamic, but must be one of"
                        + " [default, linear, llama3, yarn, longrope]: its wavelengths depend on the length that a text"
                        + " will have, so that what is computed of a token would change when another follows.");
    }

    @ParameterizedTest
    @CsvSource({"llama3-rope, rope_theta", "llama-yarn-rope, rope_theta", "gpt_neox, rotary_emb_base"})
    void theOlderLayoutSaysTheSame(String reference, String thetaKey) throws IOException {
        ObjectNode newer = config(reference);
        ObjectNode older = newer.deepCopy();
        ObjectNode rope = (ObjectNode) older.remove("rope_parameters");
        older.set(thetaKey, rope.remove("rope_theta"));
        if (rope.has("partial_rotary_factor")) {
            older.set("rotary_pct", rope.remove("partial_rotary_factor"));
        }
        rope.set("type", rope.remove("rope_type"));
        older.set("rope_scaling", rope);
        assertThat(read(older)).isEqualTo(read(newer));
    }

    @Test
    void whatLlamaCppDoesNotWriteIsNamed() {
        assertThatThrownBy(() -> new GptNeo().fromGguf(gguf("gptneo", Map.of())))
                .hasMessage("model.gguf cannot hold a gpt_neo model: llama.cpp writes no GGUF files of this family.");
    }

    private static GgufFile gguf(String architecture, Map<String, Object> metadata) {
        return new GgufFile("model.gguf", architecture, metadata, Set.of(), name -> List.of());
    }

    private static ModelConfig read(ObjectNode config) {
        return Families.ofHub(config.get("model_type").asText(), "config.json").fromHub(config, "config.json");
    }

    private static ObjectNode config(String reference) throws IOException {
        Path file = Path.of("src/test/resources/families", reference, "config.json");
        return (ObjectNode) JSON.readTree(file.toFile());
    }
}
