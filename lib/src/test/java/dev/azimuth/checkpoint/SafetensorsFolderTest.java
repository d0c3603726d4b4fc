package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsFolderTest {
    private static final String INDEX = "model.safetensors.index.json";

    @TempDir
    Path folder;

    @BeforeEach
    void config() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{}");
    }

    private void part(String file, String tensor, float value) {
        FileBytes.safetensors("{\"" + tensor + "\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}")
                .f32(value)
                .save(folder.resolve(file));
    }

    private void index(String weightMap) throws IOException {
        Files.writeString(folder.resolve(INDEX), "{\"metadata\":{\"total_size\":8},\"weight_map\":" + weightMap + "}");
    }

    @Test
    void opensOneFile() {
        part("model.safetensors", "a", 1);
        try (var checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.path()).isEqualTo(folder);
            assertThat(checkpoint.names()).containsExactly("a");
            assertThat(Floats.array(checkpoint.floats("a"))).containsExactly(1);
        }
    }

    @Test
    void opensSeveralByTheirIndex() throws IOException {
        part("model-00001-of-00002.safetensors", "a", 1);
        part("model-00002-of-00002.safetensors", "b", 2);
        index("{\"b\":\"model-00002-of-00002.safetensors\",\"a\":\"model-00001-of-00002.safetensors\"}");
        var checkpoint = Checkpoint.open(folder);
        assertThat(checkpoint.names()).containsExactly("a", "b");
        assertThat(Floats.array(checkpoint.floats("b"))).containsExactly(2);
        assertThat(checkpoint.info("a").shape()).containsExactly(1L);
        assertThatThrownBy(() -> checkpoint.floats("c"))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(folder + " has no tensor c. It has a, b.");
        checkpoint.close();
        OpenFiles.assertClosed(folder.resolve("model-00001-of-00002.safetensors"));
    }

    @Test
    void refusesAFolderWithoutAModel() throws IOException {
        assertThatThrownBy(() -> Checkpoint.open(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(
                        "Folder " + folder + " has no model.safetensors.index.json. A model folder holds config.json"
                                + " and model.safetensors, or its parts and model.safetensors.index.json.");
        Files.delete(folder.resolve("config.json"));
        assertThatThrownBy(() -> Checkpoint.open(folder)).hasMessageContaining("has no config.json.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"../model.safetensors\"",
                "\"/etc/model.safetensors\"",
                "\"a/../../model.safetensors\"",
                "\"..\\\\model.safetensors\"",
                "\"C:\\\\model.safetensors\"",
                "\"C:model.safetensors\"",
                "\"\\\\\\\\host\\\\share\\\\model.safetensors\"",
                "\"model.safetensors\\u0000\"",
                "\"model.safetensors\\n\"",
                "\"pytorch_model.bin\"",
                "\"\"",
                "7",
                "null",
                "[\"model.safetensors\"]"
            })
    void refusesAnIndexThatPointsElsewhere(String name) throws IOException {
        index("{\"a\":" + name + "}");
        assertThatThrownBy(() -> Checkpoint.open(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(folder.resolve(INDEX) + ": weight_map at byte 29 says that tensor a is in " + name
                        + ", which is not the plain name of a .safetensors file.");
    }

    @Test
    void refusesAnIndexCutAtAnyByte() throws IOException {
        part("one.safetensors", "a", 1);
        index("{\"a\":\"one.safetensors\"}");
        byte[] whole = Files.readAllBytes(folder.resolve(INDEX));
        for (int i = 0; i < whole.length; i++) {
            int length = i;
            FileBytes.save(folder.resolve(INDEX), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Checkpoint.open(folder).close())
                    .as("the first %d of %d bytes", length, whole.length)
                    .isExactlyInstanceOf(CheckpointException.class)
                    .hasMessageStartingWith(folder.resolve(INDEX) + " is not ");
        }
        OpenFiles.assertClosed(folder);
    }

    @Test
    void refusesAnIndexThatIsWrong() throws IOException {
        part("one.safetensors", "a", 1);
        part("two.safetensors", "a", 2);
        index("{\"b\":\"one.safetensors\"}");
        assertThatThrownBy(() -> Checkpoint.open(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(folder.resolve(INDEX) + " says that tensor b is in one.safetensors, but it is not."
                        + " Download the folder again.");
        index("{\"a\":\"one.safetensors\",\"b\":\"two.safetensors\"}");
        assertThatThrownBy(() -> Checkpoint.open(folder))
                .hasMessage(folder + ": tensor a is in one.safetensors and again in two.safetensors.");
        index("{\"a\":\"three.safetensors\"}");
        assertThatThrownBy(() -> Checkpoint.open(folder)).hasMessageStartingWith("There is no file ");
        index("{}");
        assertThatThrownBy(() -> Checkpoint.open(folder))
                .hasMessage(folder.resolve(INDEX) + " has no weight_map. The file is damaged; download it again.");
        OpenFiles.assertClosed(folder.resolve("one.safetensors"));
        OpenFiles.assertClosed(folder.resolve("two.safetensors"));
    }
}
