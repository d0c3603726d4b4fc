package dev.azimuth.interference;

import dev.azimuth.superposition.ToyInstance;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Moments;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One feature to remove from a net whose features are known: rows to make edits from, and other rows to judge them on,
 * with what the net would make of these if the feature alone were gone.
 */
final class ToyCollateralCase {
    /** The strengths that are tried. */
    private static final List<Double> STRENGTHS = List.of(0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5);

    /** Of a row's features, which is to go, and which is to stay although it comes along; −1 for none. */
    record Roles(int target, int companion) {}

    /** What an arm did at one strength: share of the target removed, squared error of others beside their power. */
    record Outcome(double removed, double companion, double others) {}

    private final ToyInstance net;
    private final Roles roles;
    private final CollateralStatistics statistics;
    private final float[][] x;
    private final INDArray hidden;
    private final float[][] before;
    private final float[][] oracle;

    ToyCollateralCase(ToyInstance net, Roles roles, CollateralStatistics statistics, float[][] x) {
        this.net = net;
        this.roles = roles;
        this.statistics = statistics;
        this.x = x;
        float[][] rows = net.hidden(x);
        this.hidden = Matrices.of(rows);
        this.before = net.output(rows);
        float[][] without = Arrays.stream(x).map(float[]::clone).toArray(float[][]::new);
        for (float[] row : without) {
            row[roles.target()] = 0;
        }
        this.oracle = net.output(net.hidden(without));
    }

    /** The statistics of rows whose features are {@code x}: the label of a feature is whether it occurs. */
    static CollateralStatistics statistics(ToyInstance net, Roles roles, float[][] x, float[][] benign) {
        boolean alone = roles.companion() < 0;
        double[] labels = Arrays.stream(x)
                .flatMapToDouble(row -> alone
                        ? IntStream.of(roles.target()).mapToDouble(i -> row[i] > 0 ? 1 : 0)
                        : IntStream.of(roles.target(), roles.companion()).mapToDouble(i -> row[i] > 0 ? 1 : 0))
                .toArray();
        INDArray z = Matrices.column(labels).reshape('c', x.length, alone ? 1 : 2);
        Moments moments = Moments.of(Matrices.of(net.hidden(x)), z);
        String target = "feature " + roles.target();
        CollateralStatistics found = alone
                ? CollateralStatistics.of(moments, target)
                : CollateralStatistics.of(moments, target, "feature " + roles.companion());
        return found.benign(net.hidden(benign));
    }

    CollateralStatistics statistics() {
        return statistics;
    }

    /** What {@code arm} does at strengths from 0 to 1.5. */
    List<Outcome> outcomes(CollateralArm arm) {
        CollateralMap map = arm.fit(statistics);
        int[] others = IntStream.range(0, net.features())
                .filter(j -> j != roles.target() && j != roles.companion())
                .toArray();
        return STRENGTHS.stream()
                .map(strength -> net.output(floats(map.apply(hidden, strength))))
                .map(after -> new Outcome(
                        removed(after),
                        roles.companion() < 0 ? Double.NaN : damage(after, roles.companion()),
                        damage(after, others)))
                .toList();
    }

    /** How much of the target's output is gone where it occurs. */
    private double removed(float[][] after) {
        double left = 0;
        double all = 0;
        for (int row = 0; row < x.length; row++) {
            if (x[row][roles.target()] > 0) {
                left += after[row][roles.target()];
                all += before[row][roles.target()];
            }
        }
        return 1 - left / all;
    }

    /** The squared error of these features' outputs beside the oracle's, in units of their power. */
    private double damage(float[][] after, int... features) {
        double error = 0;
        double power = 0;
        for (int row = 0; row < x.length; row++) {
            for (int j : features) {
                double off = (double) after[row][j] - oracle[row][j];
                error += off * off;
                power += (double) x[row][j] * x[row][j];
            }
        }
        return error / power;
    }

    private static float[][] floats(INDArray rows) {
        float[] flat = Matrices.floats(rows);
        int width = rows.columns();
        float[][] result = new float[rows.rows()][];
        Arrays.setAll(result, i -> Arrays.copyOfRange(flat, i * width, (i + 1) * width));
        return result;
    }
}
