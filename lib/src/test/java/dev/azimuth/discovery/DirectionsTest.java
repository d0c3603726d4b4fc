package dev.azimuth.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.dataset.ContrastivePair;
import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.dataset.Split;
import dev.azimuth.direction.Direction;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import dev.azimuth.tensor.Estimate;
import dev.azimuth.tensor.Vectors;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

/** On a tiny random model, where every method can be tried. */
class DirectionsTest {
    private final HookedTransformer model = TinyModel.open();
    private final ContrastivePairs pairs = new ContrastivePairs(
            "digits",
            "digit",
            "letter",
            IntStream.range(0, 10)
                    .mapToObj(i -> new ContrastivePair("x" + i, "x" + (char) ('a' + i), "topic " + i))
                    .toList());
    private final DirectionSearch search = DirectionSearch.on(model).of(new Split<>(pairs, pairs, pairs));

    @Test
    void everyMethodIsNamedAndTellsApartWhatItWasFittedOn() {
        List<Function<DirectionSearch, Directions>> methods = List.of(
                DirectionSearch::meanDifference,
                DirectionSearch::principalComponent,
                DirectionSearch::linearDiscriminant,
                DirectionSearch::logisticProbe,
                DirectionSearch::ccs);
        List<String> names = List.of(
                "mean difference",
                "principal component of differences",
                "linear discriminant",
                "logistic probe",
                "CCS");
        for (int i = 0; i < names.size(); i++) {
            Directions found = methods.get(i).apply(search);
            Direction best = found.best();
            assertThat(best.method()).isEqualTo(names.get(i));
            assertThat(found.toString()).contains("by " + names.get(i));
            assertThat(found.testAuc(best).value()).isGreaterThan(0.6);
            assertThat(found.shuffled(1, 1).method()).isEqualTo(names.get(i));
            PairedRows rows = found.train().at(best.site());
            assertThat(Vectors.dot(best.unit(), rows.meanDifference())).isPositive();
        }
    }

    @Test
    void oneOfOnesOwnIsUsedAlike() {
        DirectionEstimator firstPair = new DirectionEstimator() {
            @Override
            public String method() {
                return "difference of the first pair";
            }

            @Override
            public float[] fit(PairedRows rows) {
                return rows.differences()[0];
            }
        };
        Directions found = search.fit(firstPair);
        assertThat(found.at(1).toString()).endsWith("(difference of the first pair)");
        assertThat(found.separation().rowCount()).isEqualTo(found.all().size());
        assertThat(found.plot().toString()).contains("Where digits can be read");
    }

    @Test
    void stabilityAndLearningCurveAreThoseOfALayer() {
        Directions found = search.meanDifference();
        Estimate halves = found.stability(1).splitHalf();
        assertThat(halves.n()).isEqualTo(10);
        assertThat(found.learningCurve(1).table().intColumn("pairs").asList()).containsExactly(8, 10);
        assertThatThrownBy(() -> found.stability(77)).hasMessageContaining("No direction was sought in layer 77");
    }

    @Test
    void viewsNameTheirAxesAndSizes() {
        Directions found = search.meanDifference();
        assertThat(found.scatter(found.best()).toJson().toString())
                .contains("digit (n = 10)", "letter (n = 10)", "along digits (activation units)", "x3");
        assertThat(found.norms().toJson().toString())
                .contains("activation units, logarithmic", "n = 20 texts", "type=log");
        assertThat(found.cosines().toString())
                .contains("Cosines of the directions of digits: mean difference; shuffled labels in layer ");
        assertThat(found.cosines(search.principalComponent()).toJson().toString())
                .contains("Cosines of concepts in layer", "shuffled labels reach 0.");
        assertThat(found.plot(found.best()).toJson().toString()).contains("digit (n = 10)");
    }

    @Test
    void knownDirectionsAreSetBesideTheBandOfShuffledLabels() {
        Directions found = search.meanDifference();
        Direction best = found.best();
        Direction other = search.principalComponent().best().named("another");
        Direction far = Controls.random(best, 3);
        Table nearest = found.nearest(List.of(far, best, other));
        assertThat(nearest.stringColumn("name").asList()).containsExactly("another", "random");
        assertThat(nearest.doubleColumn("cosine").get(0)).isEqualTo(best.cosine(other));
        assertThat(nearest.doubleColumn("|cosine| that shuffled labels stay below")
                        .asList())
                .containsExactly(
                        found.shuffledLabels(best.site()).cosineBand(other.unit()),
                        found.shuffledLabels(best.site()).cosineBand(far.unit()));
    }

    @Test
    void everyDirectionSaysHowMuchItSharesWithTheSink() {
        Directions found = search.meanDifference();
        for (Direction each : found.all()) {
            assertThat(each.provenance().sink()).hasValue(found.sink().overlap(each));
        }
        assertThat(found.card().toHtml()).contains("overlap with the attention sink");
    }

    @Test
    void anotherMethodIsFittedToWhatWasRead() {
        Directions found = search.meanDifference().refit(PrincipalComponent.ofDifferences());
        assertThat(found.at(1).unit())
                .isEqualTo(search.principalComponent().at(1).unit());
    }
}
