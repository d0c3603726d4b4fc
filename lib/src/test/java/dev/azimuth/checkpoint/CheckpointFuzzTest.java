package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Opens files that have been damaged at random: each opens, or is refused with a {@code CheckpointException} within a
 * second, and nothing stays open. The same damage comes in the same order every time; {@code -Dazimuth.fuzz.seconds} says
 * for how long, for each format.
 */
class CheckpointFuzzTest {
    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("azimuth.fuzz.seconds", 2));
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final int ROUND = 100;

    @TempDir
    Path folder;

    private final Mutations mutations = new Mutations(20260101);
    private int opened = 0;
    private int refused = 0;

    @Test
    void gguf() {
        byte[] small = GgufTest.small().toArray();
        byte[] everyType = GgufTest.everyType().toArray();
        Path file = folder.resolve("fuzz.gguf");
        fuzz(file, file, () -> mutations.of(mutations.coin() ? small : everyType));
    }

    @Test
    void ggufInParts() {
        GgufPartsTest.save(folder);
        byte[] whole = GgufPartsTest.part(1, 3, 3, "b").toArray();
        Path part = GgufPartsTest.file(folder, 1);
        fuzz(part, part, () -> mutations.of(whole));
    }

    @Test
    void safetensors() {
        byte[] small = SafetensorsTest.small().toArray();
        byte[] everyType = SafetensorsTest.everyType().toArray();
        Path file = folder.resolve("fuzz.safetensors");
        fuzz(file, file, () -> {
            byte[] whole = mutations.coin() ? small : everyType;
            return mutations.coin() ? mutations.of(whole) : withDamagedHeader(whole);
        });
    }

    @Test
    void safetensorsIndex() throws IOException {
        SafetensorsTest.small().save(folder.resolve("one.safetensors"));
        SafetensorsTest.everyType().save(folder.resolve("two.safetensors"));
        Files.writeString(folder.resolve("config.json"), "{}");
        byte[] whole = new FileBytes()
                .text("{\"metadata\":{\"total_size\":8},\"weight_map\":{\"half\":\"one.safetensors\",")
                .text("\"F32\":\"two.safetensors\",\"BF16\":\"two.safetensors\"}}")
                .toArray();
        fuzz(folder.resolve("model.safetensors.index.json"), folder, () -> mutations.of(whole));
    }

    /** With the length that the damaged header has: else few would come as far as the tensors. */
    private byte[] withDamagedHeader(byte[] whole) {
        int end = 8 + ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt(0);
        byte[] header = mutations.of(Arrays.copyOfRange(whole, 8, end));
        return new FileBytes()
                .u64(header.length)
                .bytes(header)
                .bytes(Arrays.copyOfRange(whole, end, whole.length))
                .toArray();
    }

    private void fuzz(Path damaged, Path opens, Supplier<byte[]> damage) {
        long start = System.nanoTime();
        for (int i = 1; System.nanoTime() - start < LENGTH.toNanos(); i++) {
            byte[] bytes = damage.get();
            FileBytes.save(damaged, bytes);
            try {
                open(opens);
            } catch (RuntimeException | Error e) {
                throw new AssertionError(
                        "damage " + i + ": " + Base64.getEncoder().encodeToString(bytes), e);
            }
            if (i % ROUND == 0) {
                OpenFiles.assertClosed(folder);
            }
        }
        OpenFiles.assertClosed(folder);
        assertThat(opened).as("damaged files that open").isPositive();
        assertThat(refused).as("damaged files that are refused").isGreaterThan(ROUND);
    }

    private void open(Path path) {
        long before = processorTime();
        try (var checkpoint = Checkpoint.open(path)) {
            opened++;
            for (String name : checkpoint.names()) {
                read(checkpoint, name);
            }
        } catch (CheckpointException e) {
            refused++;
            assertThat(e).message().matches(this::namesAFile, "names a file");
            assertThat(e.getCause() instanceof Error).as("out of memory").isFalse();
        }
        assertThat(Duration.ofNanos(processorTime() - before)).isLessThan(LONGEST);
    }

    private boolean namesAFile(String message) {
        return message.contains(folder.toString())
                || Folder.list(folder).stream()
                        .anyMatch(file -> message.contains(file.getFileName().toString()));
    }

    private static void read(Checkpoint checkpoint, String name) {
        try {
            checkpoint.floats(name);
        } catch (CheckpointException e) {
            assertThat(e).hasMessageContaining("tensor " + name + " ").hasMessageNotContaining("direct memory");
        }
    }

    /** Of this thread, since other work on the machine is not the reader's fault. */
    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
