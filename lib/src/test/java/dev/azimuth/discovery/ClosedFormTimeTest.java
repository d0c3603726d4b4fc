package dev.azimuth.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.azimuth.tensor.Matrices;
import dev.azimuth.testing.RandomRows;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How long a fit of 256 prompts takes in every layer of the default model, whose activations are at hand. With {@code
 * -Dazimuth.table} all thirty layers are fitted and a table is printed; otherwise two of them stand for the others.
 */
class ClosedFormTimeTest {
    private static final int LAYERS = 30;
    private static final int WIDTH = 576;
    private static final int PAIRS = 128;
    private static final double SECONDS = 60; // on a machine that is busy with other things

    private static Map<String, Consumer<PairedRows>> closedForms() {
        Map<String, Consumer<PairedRows>> fits = new LinkedHashMap<>();
        for (DirectionEstimator each : List.of(
                MeanDifference.meanDifference(),
                MeanDifference.winsorized(),
                MeanDifference.medianOfMeans(8),
                PrincipalComponent.ofDifferences(),
                PrincipalComponent.ofCentredDifferences(),
                LinearDiscriminant.linearDiscriminant(),
                LinearDiscriminant.bodnar())) {
            fits.put(each.method(), each::fit);
        }
        fits.put("LEACE", rows -> Leace.of(rows.moments()));
        fits.put("LEACE, shrunk", rows -> Leace.shrunk(rows.moments()));
        fits.put("SAL", rows -> Sal.of(rows.moments()));
        fits.put("oracle LEACE", rows -> OracleLeace.of(rows.moments()).apply(Matrices.of(rows.all()), labels()));
        fits.put("OLS", rows -> FactorRegression.of(rows.moments(), "concept").write("concept"));
        return fits;
    }

    private static INDArray labels() {
        return Matrices.column(IntStream.range(0, 2 * PAIRS)
                .mapToDouble(i -> i < PAIRS ? 1 : 0)
                .toArray());
    }

    @Test
    void everyLayerIsFittedInSeconds() {
        boolean isWhole = System.getProperty("azimuth.table") != null;
        List<PairedRows> layers = IntStream.range(0, isWhole ? LAYERS : 2)
                .mapToObj(layer -> PairedRows.of(
                        RandomRows.moved(RandomRows.normal(PAIRS, WIDTH, layer), 7, 2),
                        RandomRows.normal(PAIRS, WIDTH, 100 + layer)))
                .toList();
        closedForms().forEach((method, fit) -> {
            fit.accept(layers.get(0)); // the first call compiles
            long start = System.nanoTime();
            layers.forEach(fit);
            double seconds = (System.nanoTime() - start) / 1e9 * LAYERS / layers.size();
            assertThat(seconds).as(method).isLessThan(SECONDS);
            if (isWhole) {
                System.out.printf(Locale.ROOT, "| %s | %.2f |%n", method, seconds);
            }
        });
    }
}
