package dev.azimuth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.checkpoint.CheckpointException;
import dev.azimuth.checkpoint.HubCache;
import dev.azimuth.checkpoint.HubServer;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.Precision;
import dev.azimuth.model.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AzimuthTest {
    @TempDir
    Path folder;

    private final HubServer server = new HubServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private static HubCache noHub() {
        throw new IllegalStateException("the hub was asked");
    }

    @Test
    void opensAModelFromAHub() throws IOException {
        HookedTransformer model = TinyModel.open();
        Path saved = folder.resolve("saved");
        model.save(saved);
        for (String file : new String[] {"config.json", "tokenizer.json", "tokenizer_config.json"}) {
            server.with(file, Files.readAllBytes(saved.resolve(file)));
        }
        server.withLarge("model.safetensors", Files.readAllBytes(saved.resolve("model.safetensors")));
        HubCache hub = HubCache.of(server.settings(folder.resolve("cache")));
        String text = "The Eiffel Tower";
        assertThat(Azimuth.load("owner/name", Precision.FLOAT32, () -> hub).name())
                .isEqualTo("owner/name");
        assertThat(Azimuth.load("owner/name", Precision.FLOAT32, () -> hub)
                        .generate(text)
                        .text())
                .isEqualTo(model.generate(text).text());
    }

    @Test
    void aPathThatExistsWinsOverAHubId() {
        assertThatThrownBy(() -> Azimuth.load("src/test", Precision.FLOAT32, AzimuthTest::noHub))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("Folder " + Path.of("src/test").toAbsolutePath() + " has no config.json.");
    }

    @Test
    void saysWhatItTakes() {
        for (String name : new String[] {"gpt2", "models/mine.gguf", "a/b/c", "\0"}) {
            assertThatThrownBy(() -> Azimuth.load(name, Precision.FLOAT32, AzimuthTest::noHub))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "No model '" + name + "': it is neither a file or folder, nor the id of a model on a hub,"
                                    + " nor the name 'smollm2-135m-instruct'. Give the path of a .gguf file or of a"
                                    + " folder with config.json, or an id such as Qwen/Qwen2.5-0.5B-Instruct.");
        }
    }
}
