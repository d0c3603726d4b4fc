package dev.azimuth.discovery;

import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.PrincipalAxes;
import dev.azimuth.tensor.Vectors;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Contrast-consistent search (Burns et al., 2022, arXiv 2212.03827): the direction along which a probe says of the two
 * sides of every pair that exactly one has the concept, {@code (p⁺ − (1 − p⁻))² + min(p⁺, p⁻)²}, found without labels.
 *
 * <p>So that the sides give no label away, a random half of the pairs is swapped first, and then each side is centred, as
 * in the paper. A penalty {@code λ/2·s²·‖w‖²}, s² the rows' mean squared length after centring, takes the place of the
 * paper's early end of training: without it, fewer pairs than dimensions let any direction be certain of everything. Labels
 * are used once, to turn the result to the positive side.
 */
public final class Ccs implements DirectionEstimator {
    private static final double PENALTY = 1e-2;
    private static final double TOLERANCE = 1e-7;

    private final int starts;
    private final long seed;

    private Ccs(int starts, long seed) {
        this.starts = starts;
        this.seed = seed;
    }

    /** The best of ten random starts, as in the paper. */
    public static Ccs ccs() {
        return new Ccs(10, 0);
    }

    /** The best of so many random starts. */
    public Ccs starts(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("CCS from " + count + " starts finds nothing. Give 1 or more.");
        }
        return new Ccs(count, seed);
    }

    /** With other swaps and starts; how much the result changes with it is part of its uncertainty. */
    @Override
    public Ccs seed(long other) {
        return new Ccs(starts, other);
    }

    @Override
    public String method() {
        return "CCS";
    }

    @Override
    public float[] fit(PairedRows rows) {
        SplittableRandom random = new SplittableRandom(seed);
        INDArray sides = rows.shuffled(random).withinClasses();
        PrincipalAxes axes = PrincipalAxes.of(sides);
        CcsLoss loss = new CcsLoss(Matrices.rows(axes.coordinates(sides)), PENALTY);
        double[] best = new double[axes.count() + 1];
        double lowest = Double.POSITIVE_INFINITY;
        for (int start = 0; start < starts; start++) {
            double[] found = Lbfgs.minimize(loss, loss.start(random), TOLERANCE);
            double value = loss.at(found, new double[found.length]);
            if (value < lowest) {
                lowest = value;
                best = found;
            }
        }
        float[] vector = Matrices.floats(axes.vector(loss.weights(best)));
        return Vectors.dot(vector, rows.meanDifference()) < 0 ? Vectors.scaled(vector, -1) : vector;
    }

    @Override
    public int shuffles() {
        return 40;
    }

    @Override
    public String toString() {
        return "CCS, best of " + starts + " starts";
    }
}
