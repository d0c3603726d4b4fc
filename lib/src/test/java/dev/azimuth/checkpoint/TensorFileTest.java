package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorFileTest {
    @TempDir
    Path folder;

    private Path file() {
        return GgufTest.small().save(folder.resolve("small.gguf"));
    }

    @Test
    void anInterruptCancels() {
        try (var gguf = Gguf.open(file())) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> gguf.floats("norm.weight"))
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("Stopped while reading tensor norm.weight of small.gguf.");
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            assertThatThrownBy(() -> gguf.floats("norm.weight"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage("small.gguf has been closed; open it again to read tensor norm.weight.");
        }
    }

    @Test
    void aFileThatShrinksIsNoticed() throws IOException {
        Path file = file();
        try (var gguf = Gguf.open(file);
                var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(100);
            assertThatThrownBy(() -> gguf.floats("norm.weight"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage("small.gguf: tensor norm.weight is gone: the file has shrunk to 100 bytes since it was"
                            + " opened.");
        }
    }

    @Test
    void decodesMoreThanOneThreadTakes() {
        float[] values = new float[600_001];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        var bytes = new FileBytes()
                .gguf(3, 1, 0)
                .tensor("w", 0, 0, values.length)
                .pad(32)
                .f32(values);
        try (var gguf = Gguf.open(bytes.save(folder.resolve("large.gguf")))) {
            assertThat(Floats.array(gguf.floats("w"))).isEqualTo(values);
        }
    }

    @Test
    void decodesARun() {
        try (var gguf = Gguf.open(file())) {
            float[] whole = Floats.array(gguf.floats("embed.weight"));
            int half = whole.length / 2;
            ByteBuffer target = ByteBuffer.allocateDirect(half * Float.BYTES).order(ByteOrder.nativeOrder());
            gguf.floats("embed.weight", half, target);
            assertThat(Floats.array(target)).isEqualTo(Arrays.copyOfRange(whole, half, whole.length));
            assertThat(target.position()).isZero();
            gguf.floats("embed.weight", 0, target);
            assertThat(Floats.array(target)).isEqualTo(Arrays.copyOf(whole, half));
        }
    }

    @Test
    void refusesARunThatIsNotOfWholeBlocks() {
        try (var gguf = Gguf.open(file())) {
            ByteBuffer target = ByteBuffer.allocateDirect(32 * Float.BYTES).order(ByteOrder.nativeOrder());
            assertThatThrownBy(() -> gguf.floats("embed.weight", 1, target))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Values 1 to 33 of tensor embed.weight are not whole blocks of 32 among its 64.");
            assertThatThrownBy(() -> gguf.floats("embed.weight", 64, target))
                    .hasMessageStartingWith("Values 64 to 96 ");
            assertThatThrownBy(() -> gguf.floats("embed.weight", -32, target))
                    .hasMessageStartingWith("Values -32 to 0 ");
            assertThatThrownBy(() -> gguf.floats("embed.weight", 0, target.limit(64)))
                    .hasMessageStartingWith("Values 0 to 16 ");
        }
    }

    @Test
    void closedItHoldsNothing() {
        Path file = file();
        Gguf.open(file).close();
        OpenFiles.assertClosed(file);
    }
}
