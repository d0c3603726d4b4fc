package dev.azimuth.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.tensor.Scope;
import dev.azimuth.testing.RandomRows;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gradient that is written out against differences of the loss. */
class SaeParametersTest {
    private static final int WIDTH = 5;
    private static final int FEATURES = 7;
    private static final float[][] ROWS = RandomRows.normal(6, WIDTH, 2);
    private static final double RATE = 1e-3;
    private static final double STEP = 1e-4;

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 1.5", "3, 0"})
    void theFirstStepGoesAgainstTheGradient(int k, double l1) {
        try (Scope scope = Scope.on(Scope.defaultDevice())) {
            SaeParameters parameters = new SaeParameters(scope.manager(), WIDTH, FEATURES, k, l1, new Random(4));
            NDArray x = scope.manager().create(RowBlocks.flat(ROWS, 0, WIDTH), new Shape(ROWS.length, WIDTH));
            Map<String, double[]> before = values(scope, parameters);
            SaeParameters.Step found = parameters.step(x, RATE);
            assertThat(found.loss()).isCloseTo(loss(before, k, 0), within(1e-4));
            Map<String, double[]> after = values(scope, parameters);
            int checked = 0;
            for (String name : new String[] {SaeWeights.ENCODER, SaeWeights.ENCODER_BIAS, SaeWeights.DECODER_BIAS}) {
                double[] old = before.getOrDefault(name, new double[0]);
                for (int i = 0; i < old.length; i++) {
                    double derivative = derivative(before, name, i, k, l1);
                    if (Math.abs(derivative)
                            > 0.02) { // Adam's first step has the size of the rate, whatever the gradient's
                        double moved = after.getOrDefault(name, new double[0])[i] - old[i];
                        assertThat(moved).as(name + " " + i).isCloseTo(-RATE * Math.signum(derivative), within(1e-5));
                        checked++;
                    }
                }
            }
            assertThat(checked).isGreaterThan(20);
            assertThat(loss(after, k, l1)).isLessThan(loss(before, k, l1));
        }
    }

    private static Map<String, double[]> values(Scope scope, SaeParameters parameters) {
        Map<String, double[]> values = new LinkedHashMap<>();
        parameters.folded(scope.manager().zeros(new Shape(WIDTH)), 1).forEach((name, array) -> {
            float[] floats = array.toFloatArray();
            double[] doubles = new double[floats.length];
            for (int i = 0; i < floats.length; i++) {
                doubles[i] = floats[i];
            }
            values.put(name, doubles);
        });
        return values;
    }

    private static double derivative(Map<String, double[]> weights, String name, int at, int k, double l1) {
        double[] own = weights.getOrDefault(name, new double[0]);
        double value = own[at];
        own[at] = value + STEP;
        double above = loss(weights, k, l1);
        own[at] = value - STEP;
        double below = loss(weights, k, l1);
        own[at] = value;
        return (above - below) / (2 * STEP);
    }

    private static double loss(Map<String, double[]> weights, int k, double l1) {
        double[] encoder = weights.getOrDefault(SaeWeights.ENCODER, new double[0]);
        double[] decoder = weights.getOrDefault(SaeWeights.DECODER, new double[0]);
        double[] encoderBias = weights.getOrDefault(SaeWeights.ENCODER_BIAS, new double[0]);
        double[] decoderBias = weights.getOrDefault(SaeWeights.DECODER_BIAS, new double[0]);
        double loss = 0;
        for (float[] row : ROWS) {
            double[] features = encoderBias.clone();
            for (int j = 0; j < FEATURES; j++) {
                for (int i = 0; i < WIDTH; i++) {
                    features[j] += (row[i] - decoderBias[i]) * encoder[i * FEATURES + j];
                }
            }
            double[] sorted = features.clone();
            Arrays.sort(sorted);
            double least = k > 0 ? sorted[FEATURES - k] : Double.NEGATIVE_INFINITY;
            double[] output = decoderBias.clone();
            for (int j = 0; j < FEATURES; j++) {
                double active = features[j] >= least ? Math.max(0, features[j]) : 0;
                loss += l1 * active;
                for (int i = 0; i < WIDTH; i++) {
                    output[i] += active * decoder[j * WIDTH + i];
                }
            }
            for (int i = 0; i < WIDTH; i++) {
                loss += (row[i] - output[i]) * (row[i] - output[i]);
            }
        }
        return loss / ROWS.length;
    }
}
