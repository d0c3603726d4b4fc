package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that saves, again and again, at any moment. */
class SafetensorsWriterKillTest {
    private static final int KILLS = 12;
    private static final int VALUES = 1 << 20;

    @TempDir
    Path folder;

    /** What is killed. */
    static final class Child {
        private Child() {}

        /** Saves two tensors to the file that is named, over and over; all values are the number of the time. */
        public static void main(String[] arguments) {
            ByteBuffer values = ByteBuffer.allocateDirect(VALUES * Float.BYTES).order(ByteOrder.nativeOrder());
            for (int time = 1; ; time++) {
                for (int i = 0; i < VALUES; i++) {
                    values.putFloat(i * Float.BYTES, time);
                }
                var source = new TensorSource(List.of((long) VALUES), () -> values);
                SafetensorsWriter.write(
                        Path.of(arguments[0]), Map.of("time", String.valueOf(time)), Map.of("a", source, "b", source));
            }
        }
    }

    @Test
    void theFileIsWholeOrNotThere() throws IOException, InterruptedException {
        var random = new Random(4);
        int found = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Path saved = Files.createDirectory(folder.resolve("saved" + kill));
            Path file = saved.resolve("model.safetensors");
            Process child = ChildJvm.start(Child.class, folder.resolve("log"), file.toString());
            try {
                boolean writesAgain = kill % 2 == 0; // else it may be killed in its first time
                while (child.isAlive()
                        && (writesAgain
                                ? !Files.exists(file)
                                : Folder.list(saved).isEmpty())) {
                    Thread.sleep(1);
                }
                Thread.sleep(random.nextInt(150));
            } finally {
                child.destroyForcibly().waitFor();
            }
            assertThat(Files.readString(folder.resolve("log"))).isEmpty();
            if (Files.exists(file)) {
                found++;
                assertWhole(file);
            }
        }
        assertThat(found).as("files that were there").isGreaterThanOrEqualTo(KILLS / 2);
    }

    private static void assertWhole(Path file) {
        try (var saved = Safetensors.open(file)) {
            float time = Float.parseFloat(saved.metadata().getOrDefault("time", "0"));
            for (String name : List.of("a", "b")) {
                assertThat(Floats.array(saved.floats(name))).hasSize(VALUES).containsOnly(time);
            }
        }
    }
}
