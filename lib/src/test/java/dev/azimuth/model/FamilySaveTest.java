package dev.azimuth.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every family from both formats, saved and opened again. With the environment variable {@code AZIMUTH_FAMILIES} the folders are kept there,
 * for {@code src/test/reference/families_check.py} to open with Hugging Face transformers.
 */
class FamilySaveTest {
    @ParameterizedTest
    @MethodSource("dev.azimuth.model.TinyModel#all")
    void opensAgainWithTheSameArchitectureAndIdenticalLogits(String reference, @TempDir Path temporary) {
        String kept = System.getenv("AZIMUTH_FAMILIES");
        Path folder = kept == null ? temporary : Path.of(kept, reference.replace("/model.gguf", "-gguf"));
        HookedTransformer model = TinyModel.open(reference);
        model.save(folder);
        HookedTransformer again = HookedTransformer.open(folder);
        assertThat(again.config()).isEqualTo(model.config());
        assertThat(again.weights().names()).isEqualTo(model.weights().names());
        assertThat(logits(again)).isEqualTo(logits(model));
    }

    private static float[] logits(HookedTransformer model) {
        return model.run("Ünïcödé & more").logits().ravel().toFloatVector();
    }
}
