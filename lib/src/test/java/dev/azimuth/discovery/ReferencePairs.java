package dev.azimuth.discovery;

import dev.azimuth.testing.Expected;
import java.util.stream.IntStream;

/** The pairs of {@code src/test/reference/estimators.py}, and what other implementations find in them. */
final class ReferencePairs {
    static final Expected EXPECTED = Expected.of("/estimators/pairs.safetensors");
    static final PairedRows ROWS = PairedRows.of(EXPECTED.rows("positive"), EXPECTED.rows("negative"));
    static final PairedRows FEW = ROWS.take(IntStream.range(0, 8).toArray());

    private ReferencePairs() {}

    static float[] vector(String name) {
        double[] values = EXPECTED.doubles(name);
        float[] vector = new float[values.length];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) values[i];
        }
        return vector;
    }
}
