package dev.azimuth.superposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.dataset.ContrastivePair;
import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.dataset.Prompts;
import dev.azimuth.dataset.Split;
import dev.azimuth.direction.Direction;
import dev.azimuth.direction.Subspace;
import dev.azimuth.discovery.DirectionSearch;
import dev.azimuth.discovery.Directions;
import dev.azimuth.hook.HookName;
import dev.azimuth.model.Activations;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Moments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureGeometryTest {
    private static final HookedTransformer MODEL = TinyModel.open();
    private static final Directions DIGITS = search(MODEL, "digits", "1234567890", "abcdefghij");
    private static final Directions CAPITALS = search(MODEL, "capitals", "KLMNOPQRST", "klmnopqrst");
    private static final Prompts NEUTRAL =
            new Prompts("neutral", List.of("some text", "more of it", "and a third", "the last"));
    private static final List<Directions> BANK = List.of(DIGITS, CAPITALS);
    private static final FeatureGeometry GEOMETRY = FeatureGeometry.of(BANK, NEUTRAL);

    private static Directions search(HookedTransformer model, String name, String positive, String negative) {
        List<ContrastivePair> pairs = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            pairs.add(new ContrastivePair("x" + positive.charAt(i), "x" + negative.charAt(i), "topic " + i));
        }
        ContrastivePairs all = new ContrastivePairs(name, "one", "other", pairs);
        return DirectionSearch.on(model).of(new Split<>(all, all, all)).meanDifference();
    }

    @Test
    void everyLayerIsMeasuredOnNeutralTokensWithTheFirstAndWithout() {
        HookName site = DIGITS.at(1).site();
        Activations read = MODEL.harvest(
                        NEUTRAL.texts().stream().map(MODEL::asUserTurn).toList())
                .everyToken();
        float[][] rows = read.rows(site);
        List<float[]> rest = new ArrayList<>();
        int row = 0;
        for (int text = 0; text < read.texts(); text++) {
            for (int token = 0; token < read.rowsOf(text); token++, row++) {
                if (token > 0) {
                    rest.add(rows[row]);
                }
            }
        }
        Spectrum without = Spectrum.of(Moments.of(Matrices.of(rest.toArray(float[][]::new))));
        Spectrum with = Spectrum.of(Moments.of(Matrices.of(rows)));
        var table = GEOMETRY.table();
        assertThat(table.rowCount()).isEqualTo(MODEL.config().nLayers());
        assertThat(table.longColumn("neutral tokens").get(1)).isEqualTo(rest.size());
        assertThat(table.doubleColumn("participation ratio").get(1))
                .isCloseTo(without.participationRatio(), within(1e-6));
        assertThat(table.doubleColumn("participation ratio with first tokens").get(1))
                .isCloseTo(with.participationRatio(), within(1e-6));
        assertThat(table.doubleColumn("effective rank with first tokens").get(1))
                .isCloseTo(with.effectiveRank(), within(1e-3));
        assertThat(table.doubleColumn("Welch bound").get(0)).isZero();
    }

    @Test
    void theCosinesAreJudgedAgainstShuffledLabels() {
        double cosine = DIGITS.at(2).cosine(CAPITALS.at(2));
        assertThat(GEOMETRY.table().doubleColumn("coherence (max |cosine|)").get(2))
                .isCloseTo(Math.abs(cosine), within(1e-6));
        double mean = 0;
        for (int seed = 0; seed < 100; seed++) {
            Direction a = DIGITS.shuffled(2, 2L * seed);
            mean += Math.abs(a.cosine(CAPITALS.shuffled(2, 2L * seed + 1))) / 100;
        }
        assertThat(GEOMETRY.table().doubleColumn("of shuffled labels").get(2)).isCloseTo(mean, within(1e-6));
        LayerGeometry layer = GEOMETRY.at(2);
        assertThat(layer.gram().getDouble(0, 1)).isCloseTo(cosine, within(1e-6));
        double band = Math.max(DIGITS.cosineBand(CAPITALS.at(2)), CAPITALS.cosineBand(DIGITS.at(2)));
        assertThat(layer.table()
                        .doubleColumn("95 % band of shuffled labels (±)")
                        .get(0))
                .isEqualTo(band);
        assertThat(layer.plot().toSvg()).contains("2 features in layer 2");
    }

    @Test
    void directionsDriftAndSoDoShuffledOnes() {
        FeatureDrift drift = GEOMETRY.drift();
        var table = drift.table();
        int layers = MODEL.config().nLayers();
        assertThat(table.rowCount()).isEqualTo(2 * layers);
        assertThat(table.doubleColumn("with the next layer").get(0))
                .isCloseTo(DIGITS.at(0).cosine(DIGITS.at(1)), within(1e-6));
        assertThat(table.doubleColumn("with the next layer").isMissing(layers - 1))
                .isTrue();
        int best = CAPITALS.best().layer();
        assertThat(table.doubleColumn("with the best layer").get(layers + best)).isCloseTo(1, within(1e-6));
        double chance = 0;
        for (int seed = 0; seed < 20; seed++) {
            chance += DIGITS.shuffled(0, seed).cosine(DIGITS.shuffled(1, seed)) / 20;
        }
        assertThat(table.doubleColumn("shuffled labels").get(0)).isCloseTo(chance, within(1e-6));
        assertThat(drift.plot().toSvg()).contains("Best layers: digits ", "shuffled labels, mean of 20 a feature");
        assertThat(drift.steps().toSvg()).contains("cosine with the next layer");
    }

    @Test
    void subspacesHaveTheirPrincipalAngles() {
        var table = GEOMETRY.subspaces();
        assertThat(table.doubleColumn("next layer: overlap").get(0)).isBetween(0.0, 1.0);
        assertThat(table.doubleColumn("next layer: smallest (°)").get(0))
                .isLessThanOrEqualTo(
                        table.doubleColumn("next layer: largest (°)").get(0));
        assertThat(table.doubleColumn("next layer: overlap")
                        .isMissing(MODEL.config().nLayers() - 1))
                .isTrue();
        double chance = 2.0 / MODEL.config().dModel();
        assertThat(table.doubleColumn("overlap by chance, k/d").get(0)).isCloseTo(chance, within(1e-9));
        Direction[] span = BANK.stream().map(each -> each.at(0)).toArray(Direction[]::new);
        Direction[] next = BANK.stream().map(each -> each.at(1)).toArray(Direction[]::new);
        double[] angles = Subspace.of(span).principalAngles(Subspace.of(next));
        assertThat(table.doubleColumn("next layer: overlap").get(0))
                .isCloseTo(
                        Arrays.stream(angles)
                                .map(a -> Math.cos(a) * Math.cos(a))
                                .average()
                                .orElseThrow(),
                        within(1e-6));
    }

    @Test
    void itCanBeSeen() {
        assertThat(GEOMETRY.plot().toSvg()).contains("Overlap of 2 features (1 pairs)", "1/√d", "largest (coherence)");
        assertThat(GEOMETRY.dimensions().toSvg())
                .contains("participation ratio with first tokens", "What neutral text");
        assertThat(GEOMETRY.dimensionalities().toSvg()).contains("Share of one dimension", "capitals");
    }

    @Test
    void saysWhatDoesNotFit() {
        assertThatThrownBy(() -> FeatureGeometry.of(List.of(DIGITS), NEUTRAL))
                .hasMessage("The geometry of 1 feature is not defined. Give at least two.");
        assertThatThrownBy(() -> GEOMETRY.at(17)).hasMessage("Layer 17 was not measured. Measured: [0, 1, 2].");
        Directions foreign = search(TinyModel.open(), "digits", "1234567890", "abcdefghij");
        assertThatThrownBy(() -> FeatureGeometry.of(List.of(DIGITS, foreign), NEUTRAL))
                .hasMessageContaining("were found in another model");
    }
}
