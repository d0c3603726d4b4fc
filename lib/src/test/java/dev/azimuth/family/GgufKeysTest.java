package dev.azimuth.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.azimuth.checkpoint.Gguf;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GgufKeysTest {
    @ParameterizedTest
    @MethodSource("dev.azimuth.model.TinyModel#gguf")
    void aKeyThatNobodyReadIsRefusedByName(String reference) {
        GgufFile file = file(reference);
        String key = file.architecture() + ".attention.temperature_scale";
        assertThatThrownBy(() -> read(with(file, key, 0.5f)))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage("model.gguf asks for '" + key + "' (0.5), which is not understood and may change what the"
                        + " model computes. A family reads its keys in a file beside dev.azimuth.family.Llama.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "llama; llama.rope.scale_linear; 2; asks for 'llama.rope.scale_linear' (2)",
                "llama; llama.attention.sliding_window; 128; asks for 'llama.attention.sliding_window' (128)",
                "llama; llama.attention.causal; false; 'llama.attention.causal' is false, but must be 'true'",
                "llama; llama.attention.value_length; 8; 'llama.attention.value_length' is 8, but must be '12'",
                "llama; llama.feed_forward_length; [80, 64]; is [80, 64], but must be a number",
                "llama; llama.attention.head_count; 4.5; is 4.5, but must be a whole number",
                "llama; llama.rope.scaling.type; \"longrope\"; is longrope, but must be one of [none, linear, yarn]",
                "llama; llama.rope.scaling.type; 1; is 1, but must be a text",
                "llama; llama.block_count; 2000000000; number of layers is 2000000000, but may be 10000 at most",
                "llama; llama.expert_used_count; 2; is 2, but must be '0'",
                "llama-yarn-rope; llama.rope.scaling.yarn_ext_factor; 0.5; is 0.5, but must be '1.0'",
                "llama-yarn-rope; llama.rope.scaling.yarn_log_multiplier; 0.1; yarn_log_multiplier' (0.1)",
                "llama3-rope; llama.rope.scaling.type; \"yarn\"; is yarn, but must be 'none'",
                "mixtral; llama.expert_gating_func; 2; is 2, but must be '1'",
                "mixtral; llama.expert_count; 2000000000; number of experts is 2000000000, but may be 10000 at most",
                "mixtral; llama.expert_used_count; 9; cannot be sent to 9 of 4 experts",
                "qwen2; qwen2.rope.dimension_sections; [1, 2]; asks for 'qwen2.rope.dimension_sections' ([1, 2])",
                "qwen3; qwen3.residual_scale; 2; asks for 'qwen3.residual_scale' (2)",
                "qwen3_moe; qwen3moe.expert_weights_norm; false; is false, but must be 'true'",
                "gemma; gemma.attn_logit_softcapping; 50; asks for 'gemma.attn_logit_softcapping' (50)",
                "gemma2-default-scale; gemma2.attention.scale; 2; asks for 'gemma2.attention.scale' (2)",
                "gemma3-default-scale; gemma3.attention.sliding_window_pattern; [true]; for each of the 7 layers",
                "gpt2; gpt2.rope.freq_base; 10000; asks for 'gpt2.rope.freq_base' (10000)",
                "gpt_neox; gptneox.use_parallel_residual; 1; is 1, but must be true or false",
                "granite; granite.rope.scaling.finetuned; false; is false, but must be 'true'",
                "olmo2; olmo2.attention.sliding_window; 4; asks for 'olmo2.attention.sliding_window' (4)",
                "phi; phi2.attention.layer_norm_epsilon; 0; The norms' epsilon is 0.0",
                "phi3; phi3.attention.sliding_window; -1; The attention window is -1",
                "smollm3-default-interval; smollm3.logit_scale; 2; asks for 'smollm3.logit_scale' (2)",
                "starcoder2-no-window; starcoder2.attention.clamp_kqv; 8; 'starcoder2.attention.clamp_kqv' (8)",
            })
    void aValueThatIsNotUnderstoodIsRefused(String reference, String key, String json, String refusal)
            throws IOException {
        Object value = new ObjectMapper().readValue(json, Object.class);
        assertThatThrownBy(() -> read(with(file(reference + "/model.gguf"), key, value)))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining(refusal);
    }

    @Test
    void aKeyThatIsMissingIsNamed() {
        GgufFile file = file("llama/model.gguf");
        Map<String, Object> less = new HashMap<>(file.metadata());
        less.remove("llama.block_count");
        assertThatThrownBy(() -> read(with(file, less)))
                .hasMessage("model.gguf lacks the metadata key 'llama.block_count'.");
    }

    @Test
    void layersMaySaySlideOneByOne() {
        ModelConfig config = read(with(
                file("gemma2-default-scale/model.gguf"),
                "gemma2.attention.sliding_window_pattern",
                List.of(false, false, true)));
        assertThat(config.layers().stream().map(LayerAttention::window)).containsExactly(0, 0, 4);
    }

    @Test
    void theLargestGemmasScaleQueriesByAnotherWidth() {
        GgufFile tiny = file("gemma3-default-scale/model.gguf");
        ModelConfig config = read(with(tiny, "gemma3.block_count", 62L));
        assertThat(config.attention().scale()).isEqualTo(1 / Math.sqrt(12));
        assertThat(read(tiny).attention().scale()).isEqualTo(1 / Math.sqrt(16));
    }

    @Test
    void aFactorWithoutATypeScalesLinearly() {
        ModelConfig config = read(with(file("llama/model.gguf"), "llama.rope.scaling.factor", 4f));
        assertThat(config.layers().get(0).rope()).isEqualTo(new Rope(12, 10000, new RopeScaling.Linear(4)));
    }

    private static ModelConfig read(GgufFile file) {
        return Families.ofGguf(file).fromGguf(file);
    }

    private static GgufFile with(GgufFile file, String key, Object value) {
        Map<String, Object> more = new HashMap<>(file.metadata());
        more.put(key, value);
        return with(file, more);
    }

    private static GgufFile with(GgufFile file, Map<String, Object> metadata) {
        return new GgufFile(file.name(), file.architecture(), metadata, file.tensors(), file.numbers());
    }

    /** Without what would be read later, when the file is closed. */
    private static GgufFile file(String reference) {
        try (Gguf gguf = Gguf.open(Path.of("src/test/resources/families", reference))) {
            GgufFile open = GgufFile.of(gguf);
            Map<String, List<Double>> settings = new HashMap<>();
            open.tensors().stream()
                    .filter(GgufRope.TENSORS::contains)
                    .forEach(tensor -> settings.put(tensor, open.numbers().apply(tensor)));
            return new GgufFile(open.name(), open.architecture(), open.metadata(), open.tensors(), settings::get);
        }
    }
}
