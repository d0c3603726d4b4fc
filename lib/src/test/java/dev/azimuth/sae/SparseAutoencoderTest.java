package dev.azimuth.sae;

import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.direction.Direction;
import dev.azimuth.tensor.Vectors;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;

class SparseAutoencoderTest {
    @TempDir
    Path folder;

    @Test
    void takesNd4jArrays() {
        SparseAutoencoder sae = TestSae.open("standard");
        float[][] rows = TestSae.expected("standard").rows("input");
        assertThatTensor(sae.encode(Nd4j.create(rows)).ravel().toFloatVector())
                .isCloseTo(TestSae.flat(sae.encode(rows)), 0);
        assertThatTensor(sae.decode(sae.encode(Nd4j.create(rows))).ravel().toFloatVector())
                .isCloseTo(TestSae.flat(sae.reconstruct(rows)), 1e-6);
        assertThatTensor(sae.reconstruct(Nd4j.create(rows)).ravel().toFloatVector())
                .isCloseTo(TestSae.flat(sae.reconstruct(rows)), 0);
    }

    @Test
    void refusesRowsOfAnotherWidth() {
        SparseAutoencoder sae = TestSae.open("standard");
        assertThatThrownBy(() -> sae.encode(new float[][] {new float[8], new float[7]}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Row 1 has 7 numbers; 8 are needed.");
    }

    @Test
    void normalisedRowsDoNotComeBackFromFeaturesAlone() {
        SparseAutoencoder sae = TestSae.open("standard-layer-norm");
        assertThatThrownBy(() -> sae.decode(new float[1][24]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Features alone do not give rows back, since each row is normalised (layer_norm). Use"
                        + " reconstruct(rows).");
    }

    @Test
    void aFeatureIsADirection() {
        SparseAutoencoder sae = TestSae.open("topk");
        Direction direction = sae.direction(3);
        float[] on = new float[24];
        on[3] = 1;
        float[] written = Vectors.plus(sae.decode(new float[][] {on})[0], -1, sae.decode(new float[1][24])[0]);
        assertThat(Vectors.cosine(direction.unit(), written)).isCloseTo(1, within(1e-6));
        assertThat(direction)
                .hasToString("feature 3 at blocks.1.hook_resid_post (decoder of a topk autoencoder of k = 5)");
        assertThat(direction.provenance().model()).contains("tiny");
        assertThat(direction.gap()).isEqualTo(1);
        assertThatThrownBy(() -> sae.direction(24))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There is no feature 24; they are counted from 0 to 23.");
    }

    @Test
    void saysWhatItIs() {
        assertThat(TestSae.open("topk"))
                .hasToString("SparseAutoencoder: topk autoencoder of k = 5, width 8, 24 features, at"
                        + " blocks.1.hook_resid_post of tiny");
        assertThat(TestSae.open("gemma-scope"))
                .hasToString("SparseAutoencoder: jumprelu autoencoder, width 8, 24 features");
        assertThat(TestSae.open("topk").table().stringColumn("value").asList())
                .containsExactly("topk", "5", "8", "24", "none", "yes", "blocks.1.hook_resid_post", "tiny");
    }

    @Test
    void aFileThatDoesNotSayWhereCanBeTold() {
        SparseAutoencoder sae = TestSae.open("gemma-scope");
        assertThatThrownBy(sae::splice)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The autoencoder's file does not say where in a model it belongs. Say so, as by"
                        + " sae.at(residPost(12)).");
        assertThat(sae.at(residPost(2)).site()).isEqualTo(residPost(2));
    }

    @Test
    void aScaleOfTheInputsIsFoldedIn() {
        String config = TestSae.config("blocks.0.hook_resid_post", 4, 6)
                .replace("}}", "}, \"normalize_activations\": \"expected_average_only_in\"}");
        TestSae.of(config).standard(4, 6).save(folder);
        TestSae.of(TestSae.config("blocks.0.hook_resid_post", 4, 6))
                .standard(4, 6)
                .save(folder.resolve("unscaled"));
        SparseAutoencoder unscaled = SparseAutoencoder.load(folder.resolve("unscaled"));
        SparseAutoencoder scaled = SparseAutoencoder.load(folder, 0.5);
        float[][] rows = {{1, -2, 3, 0.5f}};
        float[][] half = {{0.5f, -1, 1.5f, 0.25f}};
        assertThatTensor(scaled.encode(rows)[0]).isCloseTo(unscaled.encode(half)[0], 1e-6);
        assertThatTensor(Vectors.scaled(scaled.reconstruct(rows)[0], 0.5))
                .isCloseTo(unscaled.reconstruct(half)[0], 1e-6);
        assertThatThrownBy(() -> SparseAutoencoder.load(folder))
                .hasMessage(
                        folder.resolve("cfg.json") + ": normalize_activations = expected_average_only_in scales inputs"
                                + " by a factor that the file does not hold, √d_in over the mean norm in the training data. Give it:"
                                + " load(folder, factor); 1 if it was folded into the weights.");
        assertThatThrownBy(() -> SparseAutoencoder.load(folder.resolve("unscaled"), 2))
                .hasMessage(folder.resolve("unscaled/cfg.json")
                        + ": its inputs are not scaled by a factor. Load it without one.");
        assertThatThrownBy(() -> SparseAutoencoder.load(folder, 0))
                .hasMessage("Inputs cannot be scaled by 0.0. Give a number above 0.");
    }

    @Test
    void findsTheNearestFeatures() {
        SparseAutoencoder sae = SparseAutoencoder.load(
                TestSae.exact("blocks.0.hook_resid_post", 16).save(folder));
        float[] vector = new float[16];
        vector[5] = 3;
        vector[2] = -4;
        NearestFeatures nearest = sae.nearest(Direction.of("mine", "by hand", residPost(0), vector, 1));
        assertThat(nearest.features().subList(0, 4)).containsExactlyInAnyOrder(2, 18, 5, 21);
        assertThat(nearest.cosine(2)).isCloseTo(-0.8, within(1e-6));
        assertThat(nearest.cosine(21)).isCloseTo(-0.6, within(1e-6));
        assertThat(nearest.randomCosine()).isEqualTo(0.25);
        assertThat(nearest.welchBound()).isCloseTo(Math.sqrt(16 / (16.0 * 31)), within(1e-12));
        assertThat(nearest.randomLargest()).isBetween(0.6, 0.95); // the largest coordinate of a random unit vector
        assertThat(nearest.table(3).columnNames()).containsExactly("feature", "cosine", "beyond chance");
        assertThat(nearest.table(3).name())
                .startsWith("Features nearest to mine at blocks.0.hook_resid_post (by hand);");
        assertThat(nearest.plot().toJson()).isNotEmpty();
        assertThat(sae.neighbours(3).features().get(0)).isEqualTo(19);
        assertThat(sae.neighbours(3).features()).doesNotContain(3).hasSize(31);
        assertThat(sae.neighbours(3)).asString().startsWith("NearestFeatures of 32 to feature 3; one random |cosine|");
    }
}
