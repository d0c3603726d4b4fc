package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufWriterTest {
    @TempDir
    Path folder;

    private static TensorSource source(List<Long> shape, float... values) {
        return new TensorSource(shape, () -> {
            var buffer = ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
            buffer.asFloatBuffer().put(values);
            return buffer;
        });
    }

    @Test
    void whatIsWrittenReadsBack() {
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("general.architecture", "controlvector");
        metadata.put("a.b", "ü");
        metadata.put("count", -7);
        var tensors = new LinkedHashMap<String, TensorSource>();
        tensors.put("direction.2", source(List.of(3L), 1, -0f, Float.MIN_VALUE));
        tensors.put("matrix", source(List.of(2L, 1L, 3L), 1, 2, 3, 4, 5, 6));
        Path file = folder.resolve("out/v.gguf");
        GgufWriter.write(file, metadata, tensors);
        try (var read = Gguf.open(file)) {
            assertThat(read.version()).isEqualTo(3);
            assertThat(read.metadata())
                    .containsExactly(
                            Map.entry("general.architecture", "controlvector"),
                            Map.entry("a.b", "ü"),
                            Map.entry("count", -7L));
            assertThat(read.names()).containsExactly("direction.2", "matrix");
            assertThat(read.info("matrix").shape()).containsExactly(2L, 1L, 3L);
            assertThat(read.info("matrix").offset() % 32).isZero();
            assertThat(read.type("matrix")).isEqualTo(GgmlType.F32);
            assertThat(Floats.bits(read.floats("direction.2"))).containsExactly(0x3f800000, 0x80000000, 1);
            assertThat(Floats.array(read.floats("matrix"))).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void whatGgufHasNoPlaceForIsRefusedAndNothingIsWritten() {
        Path file = folder.resolve("v.gguf");
        TensorSource one = source(List.of(1L), 1);
        assertThatThrownBy(() -> GgufWriter.write(file, Map.of("pi", 3.14), Map.of()))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("Metadata pi is a Double; a String or an Integer can be written.");
        assertThatThrownBy(() -> GgufWriter.write(file, Map.of(), Map.of("scalar", source(List.of(), 1))))
                .hasMessage("Tensor scalar has the shape []; GGUF takes 1 to 4 dimensions, none of them empty.");
        assertThatThrownBy(() -> GgufWriter.write(file, Map.of(), Map.of("none", source(List.of(0L)))))
                .hasMessage("Tensor none has the shape [0]; GGUF takes 1 to 4 dimensions, none of them empty.");
        String name = "ü".repeat(32);
        assertThatThrownBy(() -> GgufWriter.write(file, Map.of(), Map.of(name, one)))
                .hasMessage("The tensor name " + name + " has 64 bytes; GGUF takes 63.");
        assertThatThrownBy(() -> GgufWriter.write(file, Map.of(), Map.of("w", source(List.of(2L), 1))))
                .hasMessageStartingWith("Tensor w of shape [2] needs 8 bytes");
        assertThat(Folder.list(folder)).isEmpty();
    }
}
