package dev.azimuth.superposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.tensor.Vectors;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class ToyModelTest {
    private static final ToyModel TINY = ToyModel.of(4, 2).steps(20).batch(32);

    @Test
    void theGradientIsThatOfTheLoss() {
        for (ToyTask task : ToyTask.values()) {
            ToyNetwork network = new ToyNetwork(4, 3, task);
            ToySetting setting =
                    ToySetting.of(4).importance(1, 0.5, 2, 0.1).probability(0.6).occurring(Occurrence.TOGETHER, 2);
            FeatureSampler data = setting.sampler(task == ToyTask.ABSOLUTE_VALUE);
            float[] at = network.initial(new SplittableRandom(3));
            for (int i = 0; i < 4; i++) {
                at[at.length - 1 - i] = 0.1f * i;
            }
            float[] gradient = new float[at.length];
            network.gradient(at, setting.importance(), data, 200, new SplittableRandom(5), gradient);
            for (int i = 0; i < at.length; i++) {
                double slope =
                        (loss(network, setting, data, at, i, 2e-3f) - loss(network, setting, data, at, i, -2e-3f))
                                / 4e-3;
                assertThat((double) gradient[i]).as(task + " parameter " + i).isCloseTo(slope, within(2e-3));
            }
            assertThat(Vectors.norm(gradient)).isGreaterThan(0.1);
        }
    }

    private static double loss(
            ToyNetwork network, ToySetting setting, FeatureSampler data, float[] at, int parameter, float step) {
        float[] moved = at.clone();
        moved[parameter] += step;
        float[] unused = new float[at.length];
        return network.gradient(moved, setting.importance(), data, 200, new SplittableRandom(5), unused);
    }

    @Test
    void theLossIsThatOfItsOutputs() {
        ToyInstance toy = ToyModel.of(4, 2)
                .probability(0.5)
                .importance(1, 2, 3, 4)
                .steps(300)
                .batch(64)
                .learningRate(0.01)
                .train()
                .at(0);
        float[][] x = toy.sample(4000, 9);
        float[][] out = toy.output(toy.hidden(x));
        double sum = 0;
        for (int row = 0; row < x.length; row++) {
            for (int i = 0; i < 4; i++) {
                sum += (i + 1) * Math.pow(out[row][i] - x[row][i], 2);
            }
        }
        assertThat(sum / (4 * x.length)).isCloseTo(toy.loss(), within(0.1 * toy.loss()));
        assertThat(toy.loss()).isLessThan(0.8 * toy.losses()[0]);
    }

    @Test
    void anInstanceDoesNotDependOnThoseBesideIt() {
        ToyInstances together = TINY.probabilities(1, 0.3).seeds(2).train();
        ToyInstance alone = TINY.probability(0.3).seed(1).train().at(0);
        assertThat(together.all())
                .extracting(each -> each.setting().name())
                .containsExactly("p = 1, seed 0", "p = 1, seed 1", "p = 0.3, seed 0", "p = 0.3, seed 1");
        assertThat(together.at(3).directions()).isDeepEqualTo(alone.directions());
        assertThat(together.at(2).directions()[0]).isNotEqualTo(alone.directions()[0]);
        assertThat(together.weights().shape()).containsExactly(4, 2, 4);
        assertThat(together.weights().getFloat(3, 1, 2)).isEqualTo(alone.directions()[2][1]);
        assertThat(together.biases().shape()).containsExactly(4, 4);
    }

    @Test
    void featuresOccurAsOftenAsToldTogetherOrApart() {
        float[][] together =
                TINY.probability(0.2, 0.2, 0.1, 0.1).correlated(2).train().at(0).sample(20_000, 1);
        float[][] apart = TINY.probability(0.2, 0.2, 0.1, 0.1)
                .anticorrelated(2)
                .train()
                .at(0)
                .sample(20_000, 1);
        float[][] free = TINY.probability(0.2, 0.2, 0.1, 0.1).train().at(0).sample(20_000, 1);
        for (float[][] x : new float[][][] {together, apart, free}) {
            assertThat(share(x, 0)).isCloseTo(0.2, within(0.01));
            assertThat(share(x, 3)).isCloseTo(0.1, within(0.01));
        }
        assertThat(share(together, 0, 1)).isEqualTo(share(together, 0));
        assertThat(share(apart, 0, 1)).isZero();
        assertThat(share(free, 0, 1)).isCloseTo(0.04, within(0.005));
        assertThat(share(together, 1, 2)).isCloseTo(0.02, within(0.005));
    }

    private static double share(float[][] x, int... features) {
        return Arrays.stream(x)
                .mapToInt(row -> Arrays.stream(features).allMatch(i -> row[i] > 0) ? 1 : 0)
                .average()
                .orElseThrow();
    }

    @Test
    void absoluteValuesAreExactWithTwoNeuronsAFeature() {
        ToyModel model = ToyModel.absoluteValues(2, 6)
                .probability(0.5)
                .steps(1500)
                .batch(128)
                .learningRate(0.01);
        ToyInstance toy = model.train().at(0);
        float[][] out = toy.output(toy.hidden(new float[][] {{-0.8f, 0}, {0.5f, -0.3f}}));
        assertThat(out[0][0]).isCloseTo(0.8f, within(0.1f));
        assertThat(out[0][1]).isCloseTo(0, within(0.1f));
        assertThat(out[1][0]).isCloseTo(0.5f, within(0.1f));
        assertThat(out[1][1]).isCloseTo(0.3f, within(0.1f));
        assertThat(Arrays.asList(toy.sample(50, 1)))
                .anySatisfy(row -> assertThat(row[0]).isNegative());
        assertThat(toy.decoder().shape()).containsExactly(2, 6);
        assertThatThrownBy(model::linear).hasMessageContaining("cannot be computed without a ReLU");
    }

    @Test
    void itSaysWhatItDoesAndWhatDoesNotFit() {
        assertThat(TINY.probabilities(0.1, 0.2))
                .hasToString("ToyModel: ReLU(WᵀWx + b), 4 features in 2 dimensions; 2 instances, 20 steps of 32"
                        + " examples, AdamW at 0.001");
        assertThat(TINY.anticorrelated(2).probability(0.25).settings().get(0))
                .hasToString("ToySetting[p = 0.25: 4 features occur at most one in each group of 2; importance 1 to 1;"
                        + " seed 0]");
        assertThatThrownBy(() -> TINY.importance(1, 2))
                .hasMessage("2 importances for 4 features. Give one for all or one for each.");
        assertThatThrownBy(() -> TINY.probability(0))
                .hasMessage("A feature that occurs with probability 0.0. Give more than 0 and at most 1.");
        assertThatThrownBy(() -> TINY.correlated(3))
                .hasMessage("4 features are not groups of 3. Give a divisor of their number above 1.");
        assertThatThrownBy(() -> TINY.probability(0.6).anticorrelated(2).train())
                .hasMessage("Features 0 to 1 cannot exclude each other: their probabilities add up to more than 1, 1.2."
                        + " Make groups smaller or features rarer.");
        assertThatThrownBy(() -> TINY.probabilities())
                .hasMessage("A toy model without an instance. Give at least one value.");
        assertThatThrownBy(() -> ToyModel.of(0, 2)).hasMessageContaining("of 0 features in 2 dimensions");
        assertThatThrownBy(() -> TINY.train().at(1)).hasMessage("No instance 1. There are 1, from 0.");
        assertThatThrownBy(() -> TINY.train().at(0).hidden(new float[1][3]))
                .hasMessage("A row of 3 numbers does not fit a toy model of 4 features.");
    }

    @Test
    void itCanBeStopped() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(TINY::train)
                .isInstanceOf(CancellationException.class)
                .hasMessage("Stopped while training 1 toy models, after 0 of 20.");
    }
}
