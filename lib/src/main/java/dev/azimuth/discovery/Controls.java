package dev.azimuth.discovery;

import dev.azimuth.direction.Direction;
import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.tensor.Estimate;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.PrincipalAxes;
import dev.azimuth.tensor.Vectors;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Directions that should do nothing in particular, to hold against one that was found. Shuffled labels ({@link
 * Directions#shuffled}) and the first principal component are the honest ones; a random direction does nothing in a
 * high-dimensional space and proves little.
 */
public final class Controls {
    private Controls() {}

    /** A direction drawn uniformly, in the place of {@code like}. */
    public static Direction random(Direction like, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] vector = new float[like.unit().length];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return Direction.of("random", "random", like.site(), vector, like.gap());
    }

    /**
     * The direction of largest variance of a concept's training texts, whatever their labels; these only say which of its
     * ends is in front.
     */
    public static Direction firstPrincipalComponent(Directions directions, int layer) {
        Direction like = directions.at(layer);
        INDArray rows = Matrices.of(directions.train().rows(like.site()));
        float[] axis = PrincipalAxes.of(rows.subRowVector(rows.mean(0))).axis(0);
        float[] difference = directions.train().at(like.site()).meanDifference();
        float[] component = Vectors.dot(axis, difference) < 0 ? Vectors.scaled(axis, -1) : axis;
        return Direction.of("first principal component", "principal component", like.site(), component, like.gap());
    }

    /** The mean of what controls gave, and the band that holds 95 % of it. */
    static Estimate band(double[] values) {
        return new Estimate(
                Arrays.stream(values).average().orElseThrow(),
                Bootstrap.quantile(values, 0.025),
                Bootstrap.quantile(values, 0.975),
                values.length);
    }
}
