package dev.azimuth.superposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.tensor.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the paper found, in minutes there and in seconds here: a larger rate, smaller batches, the best of a few seeds. */
class ToyInstancesTest {
    private static final ToyModel QUICK =
            ToyModel.of(5, 2).steps(3000).batch(256).learningRate(0.005);
    private static final ToyInstances FIVE =
            QUICK.decay(0.9).probabilities(1, 0.2, 0.05).seeds(4).train().best();

    @Test
    void denseFeaturesGetADimensionEachAndTheOthersNone() {
        FeatureDimensionality dense = FIVE.at(0).dimensionality();
        assertThat(dense.represented()).isEqualTo(2);
        assertThat(dense.values()[0]).isCloseTo(1, within(0.02));
        assertThat(dense.values()[1]).isCloseTo(1, within(0.02));
        assertThat(dense.dimensionsPerFeature()).isCloseTo(1, within(0.05));
    }

    @Test
    void rarerFeaturesLieInTwoOppositePairs() {
        FeatureDimensionality pairs = FIVE.at(1).dimensionality();
        assertThat(pairs.represented()).isEqualTo(4);
        assertThat(Arrays.stream(pairs.values()).filter(d -> Math.abs(d - 0.5) < 0.03))
                .hasSize(4);
    }

    @Test
    void rareFeaturesFormAPentagon() {
        ToyInstance pentagon = FIVE.at(2);
        assertThat(pentagon.dimensionality().represented()).isEqualTo(5);
        assertThat(Arrays.stream(pentagon.dimensionality().values()))
                .allSatisfy(d -> assertThat(d).isBetween(0.37, 0.43));
        double[] angles = Arrays.stream(pentagon.directions())
                .mapToDouble(w -> Math.toDegrees(Math.atan2(w[1], w[0])))
                .sorted()
                .toArray();
        assertThat(IntStream.range(1, 5).mapToDouble(i -> angles[i] - angles[i - 1]))
                .allSatisfy(step -> assertThat(step).isBetween(62.0, 82.0));
    }

    @Test
    void theRarerTheMoreIsRepresented() {
        assertThat(FIVE.all())
                .extracting(each -> each.dimensionality().dimensionsPerFeature())
                .isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(FIVE.table().intColumn("features represented").asList()).containsExactly(2, 4, 5);
    }

    @Test
    void withoutAReluThereIsNoSuperposition() {
        ToyInstance linear = QUICK.decay(0.9)
                .probability(0.05)
                .linear()
                .seeds(2)
                .train()
                .best()
                .at(0);
        assertThat(linear.dimensionality().represented()).isEqualTo(2);
        assertThat(linear.dimensionality().values()[0]).isCloseTo(1, within(0.03));
    }

    /** Of two correlated pairs each shares a line's half-plane; anti-correlated features lie opposite each other. */
    @Test
    void correlatedFeaturesPreferToBeOrthogonalAndAnticorrelatedOnesOpposite() {
        ToyModel four =
                ToyModel.of(4, 2).steps(3000).batch(256).learningRate(0.005).seeds(4);
        float[][] together =
                four.probability(0.1).correlated(2).train().best().at(0).directions();
        float[][] apart =
                four.probability(0.1).anticorrelated(2).train().best().at(0).directions();
        assertThat(cosine(together[0], together[1])).isCloseTo(0, within(0.1));
        assertThat(cosine(together[2], together[3])).isCloseTo(0, within(0.1));
        assertThat(cosine(apart[0], apart[1])).isCloseTo(-1, within(0.05));
        assertThat(cosine(apart[2], apart[3])).isCloseTo(-1, within(0.05));
    }

    private static double cosine(float[] a, float[] b) {
        return Vectors.cosine(a, b);
    }

    /** Fewer neurons than two a feature do for rare features what only linear readers of many do for dense ones. */
    @Test
    void absoluteValuesOfRareFeaturesAreComputedInSuperposition() {
        ToyModel model = ToyModel.absoluteValues(6, 8).steps(3000).batch(256).learningRate(0.005);
        ToyInstances trained = model.probabilities(1, 0.05).seeds(3).train().best();
        assertThat(relativeLoss(trained.at(1))).isLessThan(0.5 * relativeLoss(trained.at(0)));
        assertThat(trained.heatmaps().toSvg()).contains("p = 0.05", "W₂", "by neuron");
    }

    /** Against the variance of |x|: 1/3·p less the square of p/2. */
    private static double relativeLoss(ToyInstance toy) {
        double p = toy.setting().probability()[0];
        return toy.loss() / (p / 3 - p * p / 4);
    }

    @Test
    void whatWasFoundCanBeSeen() {
        assertThat(FIVE.plot().toSvg()).contains("p = 0.05", "length 1", "feature 4", "dimension 1 (weight)");
        assertThat(FIVE.heatmaps().toSvg()).contains("p = 0.2", "WᵀW, then b");
        assertThat(FIVE.at(1).heatmap().toString()).contains("5 features in 2 dimensions");
        assertThat(FIVE.at(1).toHtml()).isEqualTo(FIVE.at(1).heatmap().toHtml());
        assertThat(FIVE.dimensionalities().toSvg()).contains("D* = m/‖W‖²", "digon: 1/2", "1/p");
        assertThat(FIVE.losses().toSvg()).contains("loss, logarithmic", "share of the training (%)");
        ToyInstance solid = ToyModel.of(6, 3).steps(50).train().at(0);
        assertThat(solid.plot().toSvg()).contains("features are represented", "cosine");
        assertThatThrownBy(() -> ToyViews.arrows(List.of(solid)))
                .hasMessage(
                        "Arrows show up to 25 instances in 2 dimensions; these are 1 in 3. Use dimensionalities(), or"
                                + " plot() of one instance.");
    }
}
