package dev.azimuth.superposition;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The plateau at D* = 1/2 (Elhage et al., 2022): 200 features in 20 dimensions, an instance for each of some probabilities.
 * A minute an instance, so that no test runs it; from {@code lib}:
 *
 * <pre>{@code
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/cp -Dmdep.includeScope=test
 * java -cp target/test-classes:target/classes:$(cat target/cp) dev.azimuth.superposition.PlateauMeasurement 10000 2.2 2.6 3
 * }</pre>
 */
final class PlateauMeasurement {
    private PlateauMeasurement() {}

    /** Steps, then 1/p of each instance. */
    public static void main(String[] arguments) {
        double[] probabilities = IntStream.range(1, arguments.length)
                .mapToDouble(i -> 1 / Double.parseDouble(arguments[i]))
                .toArray();
        ToyInstances trained = ToyModel.of(200, 20)
                .probabilities(probabilities)
                .steps(Integer.parseInt(arguments[0]))
                .train();
        for (int i = 0; i < probabilities.length; i++) {
            FeatureDimensionality measured = trained.at(i).dimensionality();
            System.out.println(String.format(
                    Locale.ROOT,
                    "1/p %.1f: D* %.3f, %d represented; within 0.02 of 1: %d, 3/4: %d, 2/3: %d, 1/2: %d, 2/5: %d, 3/8: %d",
                    1 / probabilities[i],
                    measured.dimensionsPerFeature(),
                    measured.represented(),
                    near(measured, Polytope.ORTHOGONAL),
                    near(measured, Polytope.TETRAHEDRON),
                    near(measured, Polytope.TRIANGLE),
                    near(measured, Polytope.DIGON),
                    near(measured, Polytope.PENTAGON),
                    near(measured, Polytope.SQUARE_ANTIPRISM)));
        }
    }

    private static long near(FeatureDimensionality measured, Polytope polytope) {
        return Arrays.stream(measured.values())
                .filter(d -> Math.abs(d - polytope.dimensionality()) < 0.02)
                .count();
    }
}
