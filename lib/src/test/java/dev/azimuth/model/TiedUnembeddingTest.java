package dev.azimuth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.checkpoint.Checkpoint;
import dev.azimuth.checkpoint.CheckpointException;
import dev.azimuth.checkpoint.SafetensorsWriter;
import dev.azimuth.checkpoint.TensorSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TiedUnembeddingTest {
    private static final Path REFERENCE = Path.of("src/test/resources/families/llama");
    private static final String EMBEDDING = "model.embed_tokens.weight";

    @TempDir
    private Path folder;

    private final HookedTransformer model = TinyModel.open("llama");

    @Test
    void aCopyOfTheEmbeddingIsAccepted() throws IOException {
        write("lm_head.weight", false);
        HookedTransformer opened = HookedTransformer.open(folder);
        assertThat(opened.config()).isEqualTo(model.config());
        assertThat(opened.run("as before").logits())
                .isEqualTo(model.run("as before").logits());
    }

    @Test
    void anotherMatrixIsRefusedByName() throws IOException {
        write("lm_head.weight", true);
        assertThatThrownBy(() -> HookedTransformer.open(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(folder + ": the configuration ties the unembedding to the embedding, but 'lm_head.weight'"
                        + " differs from 'model.embed_tokens.weight'. Transformers would ignore it: delete it to do so"
                        + " here, or set 'tie_word_embeddings' to false to use it.");
    }

    @Test
    void aCopyUnderAnotherNameIsNot() throws IOException {
        write("head.weight", false);
        assertThatThrownBy(() -> HookedTransformer.open(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("holds tensors that a llama model has no use for: [head.weight]");
    }

    /** The reference with one more tensor: the embedding, its first value changed in the last bit or not. */
    private void write(String name, boolean changed) throws IOException {
        Files.copy(REFERENCE.resolve("config.json"), folder.resolve("config.json"));
        model.tokenizer().save(folder);
        try (Checkpoint checkpoint = Checkpoint.open(REFERENCE)) {
            Map<String, TensorSource> tensors = new LinkedHashMap<>();
            for (String each : checkpoint.names()) {
                tensors.put(each, new TensorSource(checkpoint.info(each).shape(), () -> checkpoint.floats(each)));
            }
            ByteBuffer copy = checkpoint.floats(EMBEDDING);
            copy.put(0, (byte) (copy.get(0) ^ (changed ? 1 : 0)));
            tensors.put(name, new TensorSource(checkpoint.info(EMBEDDING).shape(), () -> copy));
            SafetensorsWriter.write(folder.resolve("model.safetensors"), Map.of(), tensors);
        }
    }
}
