package dev.azimuth.discovery;

import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Moments;
import dev.azimuth.tensor.Vectors;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The activations of contrastive pairs at one place: row {@code i} of either side belongs to pair {@code i}. */
public final class PairedRows {
    private final float[][] positive;
    private final float[][] negative;

    private PairedRows(float[][] positive, float[][] negative) {
        this.positive = positive;
        this.negative = negative;
    }

    /**
     * Of these rows, which are kept, not copied.
     *
     * @param positive the side that has the concept, {@code [pairs, d]}
     * @param negative the other side, of the same size
     */
    public static PairedRows of(float[][] positive, float[][] negative) {
        if (positive.length == 0 || positive.length != negative.length) {
            throw new IllegalArgumentException(
                    "Pairs need as many positive as negative rows, and at least one; given were " + positive.length
                            + " and " + negative.length + ".");
        }
        int width = positive[0].length;
        for (float[][] side : new float[][][] {positive, negative}) {
            for (int i = 0; i < side.length; i++) {
                if (side[i].length != width) {
                    throw new IllegalArgumentException("The rows of pair " + i + " have " + side[i].length
                            + " numbers where the first has " + width + ".");
                }
                for (float value : side[i]) {
                    if (!Float.isFinite(value)) {
                        throw new IllegalArgumentException("A " + (side == positive ? "positive" : "negative")
                                + " row, of pair " + i + ", holds " + value
                                + ". Activations must be finite; does the model overflow, as in half precision?");
                    }
                }
            }
        }
        return new PairedRows(positive.clone(), negative.clone());
    }

    /** Number of pairs. */
    public int pairs() {
        return positive.length;
    }

    /** d. */
    public int width() {
        return positive[0].length;
    }

    /** The side that has the concept; a view, not to be changed. */
    public float[][] positive() {
        return positive.clone();
    }

    /** The other side; a view, not to be changed. */
    public float[][] negative() {
        return negative.clone();
    }

    /** All positive rows, then all negative ones; a view, not to be changed. */
    public float[][] all() {
        return Stream.of(positive, negative).flatMap(Arrays::stream).toArray(float[][]::new);
    }

    /** {@code x⁺ − x⁻} of each pair. */
    public float[][] differences() {
        float[][] differences = new float[pairs()][];
        Arrays.setAll(differences, i -> Vectors.plus(positive[i], -1, negative[i]));
        return differences;
    }

    /** {@code μ⁺ − μ⁻}. */
    public float[] meanDifference() {
        double[] sum = new double[width()];
        for (int pair = 0; pair < pairs(); pair++) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += (double) positive[pair][i] - negative[pair][i];
            }
        }
        float[] mean = new float[sum.length];
        for (int i = 0; i < sum.length; i++) {
            mean[i] = (float) (sum[i] / pairs());
        }
        return mean;
    }

    /** Each side about its own mean, {@code [2·pairs, d]} in float64: what is left when the classes are known. */
    INDArray withinClasses() {
        INDArray centred = Matrices.of(all());
        for (int side = 0; side < 2; side++) {
            INDArray half =
                    centred.get(NDArrayIndex.interval(side * pairs(), (side + 1) * pairs()), NDArrayIndex.all());
            half.subiRowVector(half.mean(0));
        }
        return centred;
    }

    /** With labels 1 and 0, for erasers and regressions. */
    public Moments moments() {
        double[] labels = new double[2 * pairs()];
        Arrays.fill(labels, 0, pairs(), 1);
        return Moments.of(Matrices.of(all()), Matrices.column(labels));
    }

    /** Those of the pairs that have these indices, in their order; a pair may be taken twice. */
    public PairedRows take(int... indices) {
        return new PairedRows(
                Arrays.stream(indices).mapToObj(i -> positive[i]).toArray(float[][]::new),
                Arrays.stream(indices).mapToObj(i -> negative[i]).toArray(float[][]::new));
    }

    /** With the sides of a random half of the pairs swapped: what is there to be found when labels mean nothing. */
    public PairedRows shuffled(SplittableRandom random) {
        float[][] first = positive.clone();
        float[][] second = negative.clone();
        int left = pairs() / 2;
        for (int pair = 0; pair < pairs(); pair++) {
            if (random.nextInt(pairs() - pair) < left) {
                first[pair] = negative[pair];
                second[pair] = positive[pair];
                left--;
            }
        }
        return new PairedRows(first, second);
    }

    @Override
    public String toString() {
        return pairs() + " pairs of " + width() + " numbers";
    }
}
