package dev.azimuth.sae;

import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.hook.HookName.z;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.hook.HookName;
import dev.azimuth.hook.Positions;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.Run;
import dev.azimuth.model.TinyModel;
import dev.azimuth.tensor.Vectors;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpliceTest {
    private static final int WIDTH = 48;
    private static final int FEATURES = 60;
    private static final List<String> TEXTS = List.of("a text", "another, longer text");

    @TempDir
    Path folder;

    private final HookedTransformer model = TinyModel.open();

    private SparseAutoencoder sae(String more) {
        String config = TestSae.config("blocks.1.hook_resid_post", WIDTH, FEATURES);
        return SparseAutoencoder.load(TestSae.of(config.replace("\"d_in\"", more + "\"d_in\""))
                .standard(WIDTH, FEATURES)
                .save(folder));
    }

    /** The rows of the second text at the site, which has no padding. */
    private static float[][] rows(HookedTransformer model, HookName site) {
        Run run = model.runWithCache(TEXTS, site);
        int length = (int) run.cache().host(site).shape()[1];
        float[][] rows = new float[length][];
        for (int i = 0; i < length; i++) {
            boolean heads = site.point().headAxis() >= 0; // then of head 0
            rows[i] = heads
                    ? run.cache().host(site).row(1, i, 0)
                    : run.cache().host(site).row(1, i);
        }
        return rows;
    }

    private static float[] logits(HookedTransformer model) {
        return model.run(TEXTS.toArray(String[]::new)).logits().ravel().toFloatVector();
    }

    @Test
    void withItsErrorNothingChangesUntilAFeatureDoes() {
        SparseAutoencoder sae = sae("");
        assertThat(logits(model.with(sae.splice()))).isEqualTo(logits(model));
        assertThat(logits(model.with(sae.splice().scale(3, 1)))).isEqualTo(logits(model));
        assertThat(logits(model.with(sae.splice().withoutError()))).isNotEqualTo(logits(model));
    }

    @Test
    void withoutItsErrorOnlyTheReconstructionGoesOn() {
        SparseAutoencoder sae = sae("");
        float[][] before = rows(model, residPost(1));
        float[][] after = rows(model.with(sae.splice().withoutError()), residPost(1));
        float[][] expected = sae.reconstruct(before);
        assertThat(after[0]).isEqualTo(before[0]); // the first token is left alone
        for (int i = 1; i < after.length; i++) {
            assertThatTensor(after[i]).isCloseTo(expected[i], 1e-6);
        }
        float[][] everywhere = rows(model.with(sae.splice().withoutError().at(Positions.ALL)), residPost(1));
        assertThatTensor(everywhere[0]).isCloseTo(expected[0], 1e-6);
    }

    @Test
    void anEditMovesARowAlongItsFeatureAlone() {
        SparseAutoencoder sae = sae("");
        float[][] before = rows(model, residPost(1));
        float[][] features = sae.encode(before);
        float[][] after = rows(model.with(sae.splice().zero(4, 7).set(5, 2.5).scale(6, 3)), residPost(1));
        for (int i = 1; i < before.length; i++) {
            float[] expected = before[i];
            expected = Vectors.plus(expected, -features[i][4], sae.decoderRow(4));
            expected = Vectors.plus(expected, -features[i][7], sae.decoderRow(7));
            expected = Vectors.plus(expected, 2.5 - features[i][5], sae.decoderRow(5));
            expected = Vectors.plus(expected, 2 * features[i][6], sae.decoderRow(6));
            assertThatTensor(after[i]).isCloseTo(expected, 1e-5);
        }
    }

    @Test
    void anEditWithoutTheErrorChangesTheReconstruction() {
        SparseAutoencoder sae = sae("");
        float[][] before = rows(model, residPost(1));
        float[][] features = sae.encode(before);
        for (float[] each : features) {
            each[5] = 2.5f;
            each[6] *= 3;
        }
        float[][] expected = sae.decode(features);
        float[][] after = rows(model.with(sae.splice().set(5, 2.5).scale(6, 3).withoutError()), residPost(1));
        for (int i = 1; i < before.length; i++) {
            assertThatTensor(after[i]).isCloseTo(expected[i], 1e-5);
        }
    }

    @Test
    void whereAFeatureIsInactiveScalingItChangesNoBit() {
        SparseAutoencoder sae = sae("");
        float[][] before = rows(model, residPost(1));
        float[][] features = sae.encode(before);
        float[][] after = rows(model.with(sae.splice().scale(2, 10)), residPost(1));
        int inactive = 0;
        for (int i = 1; i < before.length; i++) {
            if (features[i][2] == 0) {
                inactive++;
                assertThat(after[i]).isEqualTo(before[i]);
            } else {
                assertThat(after[i]).isNotEqualTo(before[i]);
            }
        }
        assertThat(inactive).isBetween(1, before.length - 2);
    }

    @Test
    void undoesTheNormalisationOfEachRow() {
        SparseAutoencoder sae = sae("\"normalize_activations\": \"layer_norm\", ");
        float[][] before = rows(model, residPost(1));
        float[][] features = sae.encode(before);
        float[][] after = rows(model.with(sae.splice().zero(4)), residPost(1));
        for (int i = 1; i < before.length; i++) {
            double mean = 0;
            double square = 0;
            for (float each : before[i]) {
                mean += each / WIDTH;
            }
            for (float each : before[i]) {
                square += (each - mean) * (each - mean) / (WIDTH - 1);
            }
            float[] expected = Vectors.plus(before[i], -Math.sqrt(square) * features[i][4], sae.decoderRow(4));
            assertThatTensor(after[i]).isCloseTo(expected, 1e-5);
        }
    }

    @Test
    void readsHeadsSideBySide() {
        SparseAutoencoder sae = SparseAutoencoder.load(
                TestSae.exact("blocks.1.attn.hook_z", WIDTH).save(folder));
        assertThatTensor(logits(model.with(sae.splice().withoutError().at(Positions.ALL))))
                .isCloseTo(logits(model), 1e-5);
        HookedTransformer without =
                model.with(sae.splice().withoutError().zero(13).at(Positions.ALL));
        float[][] before = rows(model, z(1)); // of head 0; feature 13 is of head 1
        assertThatTensor(TestSae.flat(rows(without, z(1)))).isCloseTo(TestSae.flat(before), 1e-6);
        assertThat(logits(without)).isNotEqualTo(logits(model));
    }

    @Test
    void saysWhatItDoesAndRefusesWhatItCannot() {
        SparseAutoencoder sae = sae("");
        assertThat(sae.splice().zero(4).set(5, 2.5).scale(6, 3).withoutError().at(Positions.last()))
                .hasToString(
                        "splice of a standard autoencoder at blocks.1.hook_resid_post without its error at the last"
                                + " token, feature 4 off, feature 5 set to 2.5, feature 6 times 3.0");
        assertThatThrownBy(() -> sae.splice().zero(60))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There is no feature 60; they are counted from 0 to 59.");
        assertThatThrownBy(() -> sae.splice().set(1, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Feature 1 cannot become 0.0 times itself plus NaN.");
        SparseAutoencoder other = TestSae.open("standard");
        assertThatThrownBy(() -> logits(model.with(other.splice().withoutError())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("An autoencoder of width 8 cannot read an activation of shape (2, 20, 48). Is it of another"
                        + " model or place?");
    }
}
