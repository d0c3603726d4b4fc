package dev.azimuth.discovery;

import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.direction.Direction;
import dev.azimuth.hook.HookName;
import dev.azimuth.model.Activations;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Moments;
import dev.azimuth.tensor.Vectors;
import dev.azimuth.testing.RandomRows;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MomentEstimatorTest {
    private static final PairedRows FEWER_THAN_DIMENSIONS =
            PairedRows.of(RandomRows.moved(RandomRows.normal(20, 64, 1), 3, 5), RandomRows.normal(20, 64, 2));

    static Stream<MomentEstimator> estimators() {
        return Stream.of(
                MeanDifference.meanDifference(),
                PrincipalComponent.ofDifferences(),
                PrincipalComponent.ofCentredDifferences(),
                LinearDiscriminant.bodnar(),
                LinearDiscriminant.shrunkBy(0.1));
    }

    @ParameterizedTest
    @MethodSource("estimators")
    void shardsGiveWhatTheWholeGives(MomentEstimator estimator) {
        for (PairedRows rows : List.of(ReferencePairs.ROWS, FEWER_THAN_DIMENSIONS)) {
            Moments streamed = Stream.of(range(0, 1), range(1, 12), range(12, rows.pairs()))
                    .map(shard -> estimator.moments(rows.take(shard)))
                    .reduce(Moments::plus)
                    .orElseThrow();
            assertThatTensor(Vectors.unit(estimator.fit(streamed))).isCloseTo(Vectors.unit(estimator.fit(rows)), 1e-6);
        }
    }

    private static int[] range(int from, int to) {
        return IntStream.range(from, to).toArray();
    }

    @Test
    void withoutShrinkageTooShardsGiveTheMassMeanProbe() {
        LinearDiscriminant massMean = LinearDiscriminant.shrunkBy(0);
        assertThatTensor(Vectors.unit(massMean.fit(massMean.moments(ReferencePairs.ROWS))))
                .isCloseTo(ReferencePairs.vector("mass_mean"), 2e-6);
    }

    /** Each class by itself, in one pass that keeps no activation, or from files. */
    @Test
    void harvestedMomentsOfEachClassGiveTheDirectionOfASearch(@TempDir Path folder) {
        HookedTransformer model = TinyModel.open();
        ContrastivePairs pairs = TinyPairs.split().train();
        HookName site = residPost(1);
        List<String> positives =
                pairs.positives().stream().map(model::asUserTurn).toList();
        List<String> negatives =
                pairs.negatives().stream().map(model::asUserTurn).toList();
        Moments with = Objects.requireNonNull(
                model.harvest(positives).at(site).moments().lastToken().get(site));
        Activations stored = model.harvest(negatives).at(site).to(folder).lastToken();
        Moments both = with.labelled(1).plus(stored.moments(site).labelled(0));

        Directions found =
                DirectionSearch.on(model).of(TinyPairs.split()).at(site).meanDifference();
        assertThatTensor(Vectors.unit(MeanDifference.meanDifference().fit(both)))
                .isCloseTo(found.at(1).unit(), 1e-5);
        Direction discriminant = found.refit(LinearDiscriminant.bodnar()).at(1);
        assertThatTensor(Vectors.unit(LinearDiscriminant.bodnar().fit(both))).isCloseTo(discriminant.unit(), 1e-5);
        PairedRows rows = found.train().at(site);
        assertThat(Leace.of(both)
                        .apply(Matrices.of(rows.all()))
                        .sub(Leace.of(rows.moments()).apply(Matrices.of(rows.all())))
                        .amaxNumber()
                        .doubleValue())
                .isLessThan(1e-5);
    }

    @Test
    void momentsThatDoNotTellTwoClassesApartAreRefused() {
        Moments unlabelled = Moments.of(Matrices.of(RandomRows.normal(10, 4, 1)));
        for (Moments moments : List.of(
                unlabelled,
                unlabelled.labelled(1),
                unlabelled.labelled(1).plus(unlabelled.labelled(-1)),
                unlabelled.labelled(1, 0).plus(unlabelled.labelled(0, 1)))) {
            assertThatThrownBy(() -> MeanDifference.meanDifference().fit(moments))
                    .hasMessage(
                            "Two classes need one label for each row, 1 or 0, and rows of both; given are " + moments
                                    + ". Make them by PairedRows.moments(), or of each class by labelled(1) and labelled(0).");
        }
    }
}
