package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonFileTest {
    @TempDir
    Path folder;

    private void refused(String json, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("config.json"), json);
        assertThatThrownBy(() -> JsonFile.read(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(file + " " + message)
                .hasMessageEndingWith(" The file is damaged; download it again.");
    }

    @Test
    void readsAnObject() throws IOException {
        Path file = Files.writeString(folder.resolve("config.json"), "{\"a\": {\"b\": [1, 2.5]}}");
        assertThat(JsonFile.read(file)).hasToString("{\"a\":{\"b\":[1,2.5]}}");
    }

    @Test
    void refusesWhatIsNotOneObject() throws IOException {
        refused("", "is not a JSON object.");
        refused("[]", "is not a JSON object.");
        refused("{} {}", "is followed by more at byte 3.");
        refused("{\"a\": {\"b\": 1, \"b\": 2}}", "is not valid JSON before byte 18: Duplicate field 'b'.");
    }

    @Test
    void refusesMoreThanItReads() throws IOException {
        Path file = folder.resolve("config.json");
        try (var large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength((1 << 24) + 1);
        }
        assertThatThrownBy(() -> JsonFile.read(file))
                .hasMessage(file + " has more than 16777216 bytes. The file is damaged; download it again.");
        Path absent = folder.resolve("absent.json");
        assertThatThrownBy(() -> JsonFile.read(absent))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("Cannot read " + absent + ": java.nio.file.NoSuchFileException: " + absent + ".");
    }
}
