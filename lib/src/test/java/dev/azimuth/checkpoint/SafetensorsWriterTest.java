package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {
    @TempDir
    Path folder;

    private static ByteBuffer direct(float... values) {
        var buffer = ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
        buffer.asFloatBuffer().put(values);
        return buffer;
    }

    @Test
    void whatIsWrittenReadsBackBitForBit() {
        int[] bits = new Random(1).ints(300_000).toArray(); // more than one chunk, every kind of float32
        ByteBuffer large = ByteBuffer.allocateDirect(bits.length * 4).order(ByteOrder.nativeOrder());
        large.asIntBuffer().put(bits);
        var tensors = new LinkedHashMap<String, TensorSource>();
        tensors.put("z.weight", new TensorSource(List.of(3L, 100_000L), () -> large));
        tensors.put("a \"ä\"", new TensorSource(List.of(), () -> direct(-0f)));
        tensors.put("empty", new TensorSource(List.of(0L, 7L), () -> direct()));
        Path file = folder.resolve("out/model.safetensors");
        SafetensorsWriter.write(file, Map.of("format", "pt", "edit", "\"none\""), tensors);

        try (var read = Safetensors.open(file)) {
            assertThat(read.names()).containsExactly("z.weight", "a \"ä\"", "empty");
            assertThat(read.metadata()).containsOnly(Map.entry("format", "pt"), Map.entry("edit", "\"none\""));
            assertThat(read.info("z.weight").shape()).containsExactly(3L, 100_000L);
            assertThat(read.info("z.weight").offset() % 8).isZero();
            assertThat(Floats.bits(read.floats("z.weight"))).isEqualTo(bits);
            assertThat(Floats.bits(read.floats("a \"ä\""))).containsExactly(0x80000000);
            assertThat(read.info("empty").shape()).containsExactly(0L, 7L);
        }
    }

    @Test
    void aTensorThatFailsLeavesTheFormerFileAndNoOther() {
        Path file = folder.resolve("model.safetensors");
        SafetensorsWriter.write(file, Map.of(), Map.of("w", new TensorSource(List.of(1L), () -> direct(7))));
        var tensors = new LinkedHashMap<String, TensorSource>();
        tensors.put("a", new TensorSource(List.of(1L), () -> direct(1)));
        tensors.put("b", new TensorSource(List.of(1L), () -> {
            throw new IllegalStateException("out of memory");
        }));
        assertThatThrownBy(() -> SafetensorsWriter.write(file, Map.of(), tensors))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("out of memory");
        try (var read = Safetensors.open(file)) {
            assertThat(Floats.array(read.floats("w"))).containsExactly(7);
        }
        assertThat(Folder.list(folder)).containsExactly(file);
    }

    @Test
    void refusesWhatDoesNotFit() {
        Path file = folder.resolve("model.safetensors");
        assertThatThrownBy(() -> write(file, "w", List.of(2L), direct(1)))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(
                        "Tensor w of shape [2] needs 8 bytes in LITTLE_ENDIAN order, but was given 4 in LITTLE_ENDIAN"
                                + " order.");
        assertThatThrownBy(() -> write(file, "w", List.of(1L), direct(1).order(ByteOrder.BIG_ENDIAN)))
                .hasMessage("Tensor w of shape [1] needs 4 bytes in LITTLE_ENDIAN order, but was given 4 in BIG_ENDIAN"
                        + " order.");
        assertThatThrownBy(() -> write(file, "w", List.of(-1L, -1L), direct(1)))
                .hasMessage("Tensor w cannot have the shape [-1, -1].");
        assertThatThrownBy(() -> write(file, "w", List.of(1L << 32, 1L << 32), direct(1)))
                .hasMessage("Tensor w cannot have the shape [4294967296, 4294967296].");
        assertThatThrownBy(() -> write(file, "__metadata__", List.of(1L), direct(1)))
                .hasMessage("A tensor cannot be named __metadata__: safetensors keeps that name for its texts.");
        assertThat(Folder.list(folder)).isEmpty();
    }

    private static void write(Path file, String name, List<Long> shape, ByteBuffer values) {
        SafetensorsWriter.write(file, Map.of(), Map.of(name, new TensorSource(shape, () -> values)));
    }
}
