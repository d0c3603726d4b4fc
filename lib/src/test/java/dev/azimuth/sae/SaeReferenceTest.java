package dev.azimuth.sae;

import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.azimuth.hook.HookName;
import dev.azimuth.testing.Expected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What SAELens computes with autoencoders of every kind. */
class SaeReferenceTest {
    private static final int WIDTH = 8;
    private static final int FEATURES = 24;
    private static final double TOLERANCE = 1e-5;

    @TempDir
    Path folder;

    static List<String> references() throws IOException {
        try (Stream<Path> folders = Files.list(TestSae.REFERENCES)) {
            return folders.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("references")
    void computesWhatSaeLensDoes(String reference) {
        SparseAutoencoder sae = TestSae.open(reference);
        check(sae, reference);
        sae.save(folder);
        SparseAutoencoder again = SparseAutoencoder.load(folder);
        check(again, reference);
        assertThat(again.config()).isEqualTo(sae.config());
    }

    private static void check(SparseAutoencoder sae, String reference) {
        Expected expected = TestSae.expected(reference);
        float[][] rows = TestSae.rows(expected.floats("input"), WIDTH);
        float[][] features = TestSae.rows(expected.floats("features"), FEATURES);
        float[][] output = TestSae.rows(expected.floats("output"), WIDTH);
        assertThatTensor(TestSae.flat(sae.encode(rows))).isCloseTo(TestSae.flat(features), TOLERANCE);
        assertThatTensor(TestSae.flat(sae.reconstruct(rows))).isCloseTo(TestSae.flat(output), TOLERANCE);
        if (sae.config().normalization() == Normalization.NONE) {
            assertThatTensor(TestSae.flat(sae.decode(features))).isCloseTo(TestSae.flat(output), TOLERANCE);
        }
    }

    @Test
    void readsWhatTheFilesSay() throws IOException {
        assertThat(references()).hasSize(15);
        Map.of(
                        "standard", "standard, blocks.1.hook_resid_post",
                        "gated", "gated, blocks.1.hook_resid_post",
                        "topk-rescaled", "topk, blocks.1.hook_resid_post",
                        "batchtopk-training", "jumprelu, blocks.1.hook_resid_post",
                        "standard-heads", "standard, blocks.1.attn.hook_z",
                        "old-standard", "standard, blocks.1.hook_resid_pre",
                        "old-topk", "topk, blocks.1.hook_mlp_out")
                .forEach((name, said) -> {
                    SaeConfig config = TestSae.open(name).config();
                    assertThat(config.architecture().label() + ", "
                                    + config.site().map(HookName::toString).orElse("?"))
                            .isEqualTo(said);
                });
        assertThat(TestSae.open("old-topk").config().k()).isEqualTo(5);
        assertThat(TestSae.open("gated").config().model()).contains("tiny");
        assertThat(TestSae.open("old-standard").config().model()).contains("tiny");
        assertThat(TestSae.open("gemma-scope").config().site()).isEmpty();
    }
}
