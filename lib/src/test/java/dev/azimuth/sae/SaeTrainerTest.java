package dev.azimuth.sae;

import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import dev.azimuth.hook.Hook;
import dev.azimuth.hook.Intervention;
import dev.azimuth.model.Activations;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import dev.azimuth.tensor.Vectors;
import dev.azimuth.testing.RandomRows;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** On activations that are planted in a model: sparse sums of known directions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SaeTrainerTest {
    private static final int WIDTH = 48;
    private static final int PLANTED = 64;
    private static final double DENSITY = 0.05;
    private static final double OFFSET = 3;

    @TempDir
    Path folder;

    private final float[][] directions = RandomRows.normal(PLANTED, WIDTH, 5);
    private final Random random = new Random(7);
    private final HookedTransformer model = TinyModel.open();
    private final Activations activations = harvest(120);

    SaeTrainerTest() {
        for (int i = 0; i < PLANTED; i++) {
            directions[i] = Vectors.unit(directions[i]);
        }
    }

    /** Each row: an offset, and each direction with a chance of one in twenty. */
    private Intervention planted() {
        return Hook.at(residPost(1)).change(x -> {
            int rows = (int) (x.size() / WIDTH);
            float[] values = new float[rows * WIDTH];
            for (int row = 0; row < rows; row++) {
                float[] sum = new float[WIDTH];
                sum[0] = (float) OFFSET;
                for (float[] direction : directions) {
                    if (random.nextDouble() < DENSITY) {
                        sum = Vectors.plus(sum, 1 + random.nextDouble(), Vectors.unit(direction));
                    }
                }
                System.arraycopy(sum, 0, values, row * WIDTH, WIDTH);
            }
            return x.getManager().create(values, new Shape(x.getShape().getShape()));
        });
    }

    private Activations harvest(int texts) {
        return model.with(planted())
                .harvest(Collections.nCopies(texts, "x".repeat(60)))
                .at(residPost(1))
                .everyToken();
    }

    private SaeTrainer trainer() {
        return SaeTrainer.on(model)
                .of(activations)
                .expansion(2)
                .topK(6)
                .batchSize(128)
                .learningRate(3e-3);
    }

    private double meanLargestCosine(SparseAutoencoder sae) {
        double sum = 0;
        for (float[] direction : directions) {
            double largest = 0;
            for (int feature = 0; feature < sae.config().features(); feature++) {
                largest = Math.max(largest, Vectors.cosine(direction, sae.decoderRow(feature)));
            }
            sum += largest / PLANTED;
        }
        return sum;
    }

    @Test
    void findsThePlantedDirections() {
        TrainedSae trained = trainer().epochs(12).train();
        SparseAutoencoder sae = trained.sae();
        assertThat(meanLargestCosine(sae)).isGreaterThan(0.9);
        assertThat(trained.rows()).isEqualTo(activations.count() - activations.texts());
        assertThat(trained.steps()).isEqualTo(12 * ((trained.rows() + 127) / 128));
        for (int feature = 0; feature < sae.config().features(); feature++) {
            assertThat(Vectors.norm(sae.decoderRow(feature))).isCloseTo(1, within(1e-5));
        }

        float[][] fresh = harvest(4).rows(residPost(1));
        float[][] reconstructed = sae.reconstruct(fresh);
        float[] mean = Vectors.mean(fresh);
        double error = 0;
        double spread = 0;
        for (int i = 0; i < fresh.length; i++) {
            float[] missing = Vectors.plus(fresh[i], -1, reconstructed[i]);
            float[] centred = Vectors.plus(fresh[i], -1, mean);
            error += Vectors.dot(missing, missing);
            spread += Vectors.dot(centred, centred);
        }
        assertThat(1 - error / spread).isGreaterThan(0.85);
        for (float[] features : sae.encode(fresh)) {
            int active = 0;
            for (float each : features) {
                active += each > 0 ? 1 : 0;
            }
            assertThat(active).isLessThanOrEqualTo(6);
        }

        sae.save(folder);
        SparseAutoencoder again = SparseAutoencoder.load(folder);
        assertThatTensor(TestSae.flat(again.reconstruct(fresh))).isCloseTo(TestSae.flat(reconstructed), 0);
        assertThat(again.config()).isEqualTo(sae.config());
        assertThat(again.site()).isEqualTo(residPost(1));

        double[] curve = trained.table().doubleColumn("variance not explained").asDoubleArray();
        assertThat(curve[curve.length - 1]).isLessThan(0.3 * curve[0]);
        assertThat(trained.plot().toJson()).isNotEmpty();
        assertThat(trained)
                .asString()
                .startsWith("TrainedSae: SparseAutoencoder: topk autoencoder of k = 6, width 48, 96 features, at"
                        + " blocks.1.hook_resid_post of " + model.name() + "; ");
    }

    @Test
    void anL1PenaltyMakesFewerFeaturesActive() {
        SparseAutoencoder none = trainer().l1(0).epochs(2).train().sae();
        SparseAutoencoder some = trainer().l1(6).epochs(2).train().sae();
        assertThat(none.config().architecture()).isEqualTo(Architecture.STANDARD);
        float[][] rows = activations.rows(residPost(1), 1, 200);
        assertThat(active(some.encode(rows))).isPositive().isLessThan(active(none.encode(rows)) / 2);
    }

    private static int active(float[][] features) {
        int active = 0;
        for (float[] row : features) {
            for (float each : row) {
                active += each > 0 ? 1 : 0;
            }
        }
        return active;
    }

    @Test
    void theSameSeedGivesTheSameAutoencoder() {
        SaeTrainer short_ = trainer().epochs(1).seed(3);
        float[] one = short_.train().sae().decoderRow(0);
        assertThatTensor(short_.train().sae().decoderRow(0)).isCloseTo(one, 1e-3);
        assertThat(Vectors.cosine(trainer().epochs(1).seed(4).train().sae().decoderRow(0), one))
                .isLessThan(0.9);
    }

    @Test
    void stopsWhenInterrupted() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> trainer().train())
                .isInstanceOf(CancellationException.class)
                .hasMessageStartingWith("Stopped while training an autoencoder, epoch 1 of 5, after 0 of ");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void trainsOnActivationsInFiles() {
        Activations stored = model.harvest(List.of("some text", "some more text", "and the last of them"))
                .at(residPost())
                .to(folder)
                .everyToken();
        SaeTrainer trainer =
                SaeTrainer.on(model).of(stored).expansion(1).topK(4).epochs(1);
        assertThatThrownBy(trainer::train)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The activations are of 3 places. Choose one by at(…), such as blocks.0.hook_resid_post.");
        TrainedSae trained = trainer.at(residPost(2)).train();
        assertThat(trained.sae().site()).isEqualTo(residPost(2));
        assertThat(trained.rows()).isEqualTo(stored.count() - 3);
        assertThat(trainer.at(residPost(2)).withFirstTokens().train().rows()).isEqualTo(stored.count());
    }

    @Test
    void saysWhatItWouldDoAndRefusesWhatItCannot() {
        assertThat(SaeTrainer.on(model).at(residPost(1)))
                .hasToString(
                        "SaeTrainer on " + model.name() + " at blocks.1.hook_resid_post: 4 features a dimension, the 32"
                                + " largest active, 5 epochs in batches of 512, Adam at 0.001, seed 0, without texts' first tokens");
        assertThat(SaeTrainer.on(model).l1(5)).asString().contains("ReLU with an L1 penalty of 5.0");
        assertThatThrownBy(() -> SaeTrainer.on(model).train())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("There is nothing to train on. Give activations by of(model.harvest(texts)"
                        + ".at(residPost(12)).everyToken()).");
        assertThatThrownBy(() -> trainer().topK(97).train())
                .hasMessage("k is 97, but there are only 96 features. Choose a smaller one.");
        assertThatThrownBy(() -> trainer().topK(0)).hasMessage("The k is 0. Give 1 or more.");
        assertThatThrownBy(() -> trainer().l1(-1)).hasMessage("An L1 penalty of weight -1.0. Give 0 or more.");
        assertThatThrownBy(() -> trainer().learningRate(0))
                .hasMessage("A learning rate of 0.0. Give a number above 0.");
        Activations same = model.with(Hook.at(residPost(1)).zero())
                .harvest(List.of("abc"))
                .at(residPost(1))
                .everyToken();
        assertThatThrownBy(() -> SaeTrainer.on(model).of(same).train())
                .hasMessage("The 2 rows to train on have the variance 0.0. Give rows of finite numbers that differ.");
    }
}
