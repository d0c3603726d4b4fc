package dev.azimuth.edit;

import static dev.azimuth.edit.Orthogonalization.orthogonalize;
import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.intervention.Ablation.ablation;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import dev.azimuth.direction.Direction;
import dev.azimuth.family.WeightName;
import dev.azimuth.family.WeightName.Kind;
import dev.azimuth.hook.ActivationCache;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.Run;
import dev.azimuth.model.TinyModel;
import dev.azimuth.tensor.Vectors;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrthogonalizationTest {
    private static final String TEXT = "a few words";

    private final HookedTransformer model = TinyModel.open();
    private final Direction direction = randomDirection(3, 48);
    private final HookedTransformer edited = model.edit(orthogonalize(direction));

    private static Direction randomDirection(long seed, int width) {
        Random random = new Random(seed);
        float[] vector = new float[width];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return Direction.of("random", "random", residPost(1), vector, 1);
    }

    @Test
    void doesToTheWeightsWhatAblationDoesToTheActivations() {
        float[] hooked = logits(model.with(ablation(direction)).run(TEXT));
        float[] plain = logits(model.run(TEXT));
        assertThatTensor(logits(edited.run(TEXT))).isCloseTo(hooked, 1e-5);
        assertThat(hooked).isNotEqualTo(plain);
    }

    @Test
    void theStreamNeverMovesAlongTheDirection() {
        Run run = edited.runWithCache(TEXT, residPost());
        Run before = model.runWithCache(TEXT, residPost());
        for (int layer = 0; layer < 3; layer++) {
            float[] stream = run.cache().host(residPost(layer)).row(0, 5);
            assertThat(Vectors.dot(stream, direction.unit())).isCloseTo(0, within(1e-5));
            assertThat(Vectors.dot(before.cache().host(residPost(layer)).row(0, 5), direction.unit()))
                    .isNotCloseTo(0, within(1e-3));
        }
    }

    /** Biases and position embeddings write too, as do experts and both halves of a parallel block. */
    @ParameterizedTest
    @ValueSource(strings = {"gpt2", "gpt_neo", "gpt_neox", "phi", "granite", "mixtral", "llama-biases"})
    void theStreamNeverMovesAlongTheDirectionInAnyFamilyThatWritesUnnormed(String reference) {
        HookedTransformer other = TinyModel.open(reference);
        Direction along = randomDirection(3, other.config().dModel());
        HookedTransformer without = other.edit(orthogonalize(along));
        ActivationCache cache = without.runWithCache(TEXT, residPost()).cache();
        for (int layer = 0; layer < other.config().nLayers(); layer++) {
            float[] stream = cache.host(residPost(layer)).row(0, 5);
            assertThat(Vectors.dot(stream, along.unit()) / Vectors.norm(stream)).isCloseTo(0, within(1e-5));
        }
        assertThat(Certificate.of(without).largestResidue()).isLessThan(1e-5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gemma2", "gemma3", "olmo2"})
    void aNormBehindTheMatricesIsRefused(String reference) {
        HookedTransformer normed = TinyModel.open(reference);
        assertThatThrownBy(() -> normed.edit(orthogonalize(direction)))
                .hasMessage("No direction can be taken out of the weights of a "
                        + normed.config().family()
                        + " model exactly: a norm between its output projections and the residual stream rescales every"
                        + " dimension. Use model.with(ablation(direction)), which acts on the activations.");
    }

    @Test
    void editingTwiceIsEditingOnce() {
        HookedTransformer twice = edited.edit(orthogonalize(direction));
        assertThatTensor(logits(twice.run(TEXT))).isCloseTo(logits(edited.run(TEXT)), 1e-5);
    }

    @Test
    void theFirstModelStaysAndSharesWhatIsUnchanged() {
        float[] before = logits(TinyModel.open().run(TEXT));
        assertThat(logits(model.run(TEXT))).isEqualTo(before);
        for (WeightName name : model.weights().names()) {
            assertThat(edited.weights().shares(name, model.weights()))
                    .as(name.toString())
                    .isEqualTo(!name.kind().writesToResidualStream());
        }
    }

    @Test
    void aTiedUnembeddingKeepsReadingWithTheOldEmbedding() {
        assertThat(model.config().tiedEmbeddings()).isTrue();
        assertThat(edited.config().tiedEmbeddings()).isFalse();
        float[] reader = edited.weights().read(WeightName.of(Kind.UNEMBED), NDArray::toFloatArray);
        assertThat(reader).isEqualTo(model.weights().read(WeightName.of(Kind.EMBED), NDArray::toFloatArray));
    }

    @Test
    void theCertificateSeesWhatIsThereAndWhatIsNot() {
        assertThat(Certificate.of(edited).largestResidue()).isLessThan(1e-6);
        assertThat(Certificate.of(model, direction).largestResidue()).isGreaterThan(0.1);
        assertThat(Certificate.of(edited).table().rowCount()).isEqualTo(7);
        assertThatThrownBy(() -> Certificate.of(model))
                .hasMessageContaining("was not orthogonalized")
                .hasMessageContaining("of(model, direction)");
    }

    @Test
    void anEditedModelIsSavedWithBothEmbeddings(@TempDir Path folder) {
        edited.save(folder);
        HookedTransformer again = HookedTransformer.open(folder);
        assertThat(logits(again.run(TEXT))).isEqualTo(logits(edited.run(TEXT)));
        assertThat(Certificate.of(again, direction).largestResidue()).isLessThan(1e-6);
    }

    private static float[] logits(Run run) {
        return run.logits().ravel().toFloatVector();
    }
}
