package dev.azimuth.interference;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What an edit can promise by its algebra. Each is checked on the map itself, not taken from the name of a method. */
public enum CollateralGuarantee {
    /** Linear guardedness: rows and label do not covary any more. */
    GUARDED("On the rows it was fitted on no linear classifier finds the concept better than chance"),
    /** {@code Pμ₀ = μ₀}. */
    CLEAN_MEAN_KEPT("The mean of rows without the concept stays where it is"),
    /** {@code Pμ_b = μ_b}. */
    BENIGN_MEAN_KEPT("The mean of benign text stays where it is"),
    /** {@code Pμ = μ}. */
    MEAN_KEPT("The mean of all rows stays where it is"),
    /** {@code bᵀpⱼ = 0}. */
    PROTECTED_UNREAD("What protected concepts write does not trigger it"),
    /** {@code Aᵀpⱼ = 0}. */
    PROTECTED_UNWRITTEN("It writes nothing along what protected concepts write"),
    /** {@code PΣ_xy = Σ_xy}. */
    PROTECTED_COVARIANCE_KEPT("The covariance of rows with the labels of protected concepts is kept"),
    /** A and b are orthogonal to the sink. */
    SINK_SPARED("It neither reads nor writes along the attention sink"),
    /** {@code P² = P}. */
    IDEMPOTENT("Once is enough: a second time it changes nothing"),
    /** A gate leaves benign rows bit for bit as they were. */
    GATED("Benign rows below its gate stay exactly as they were"),
    /** A detector closes the gate. */
    VETOED("Tokens in which its detector finds the concept to keep stay exactly as they were");

    private static final double EXACT = 1e-6;

    private final String sentence;

    CollateralGuarantee(String sentence) {
        this.sentence = sentence;
    }

    /** What it promises. */
    public String sentence() {
        return sentence;
    }

    /** Those that hold for this map at strength λ. */
    static Set<CollateralGuarantee> of(CollateralMap edit, double strength, CollateralStatistics statistics) {
        INDArray write = edit.map().write().muli(strength);
        INDArray read = edit.map().read();
        double target = edit.map().target().getDouble(0);
        Set<CollateralGuarantee> held = EnumSet.noneOf(CollateralGuarantee.class);
        boolean linear = !edit.isGated();
        put(held, GUARDED, linear && vanishes(moved(write, read, statistics.signal(), 0), statistics.signal()));
        put(held, CLEAN_MEAN_KEPT, linear && still(write, read, statistics.cleanMean(), target));
        put(
                held,
                BENIGN_MEAN_KEPT,
                linear && statistics.hasBenign() && still(write, read, statistics.benignMean(), target));
        put(held, MEAN_KEPT, linear && still(write, read, statistics.mean(), target));
        put(held, PROTECTED_UNREAD, orthogonal(read, statistics.protectedWrites()));
        put(held, PROTECTED_UNWRITTEN, orthogonal(write, statistics.protectedWrites()));
        put(held, PROTECTED_COVARIANCE_KEPT, linear && orthogonal(read, statistics.protectedCovariances()));
        put(held, SINK_SPARED, orthogonal(read, statistics.sink()) && orthogonal(write, statistics.sink()));
        put(held, IDEMPOTENT, linear && Math.abs(read.transpose().mmul(write).getDouble(0, 0) - 1) < EXACT);
        put(held, GATED, edit.isGated());
        return held;
    }

    /** Those that hold only of a map that is the same for every row. */
    static Set<CollateralGuarantee> ofLinearMaps() {
        return EnumSet.of(GUARDED, CLEAN_MEAN_KEPT, BENIGN_MEAN_KEPT, MEAN_KEPT, PROTECTED_COVARIANCE_KEPT, IDEMPOTENT);
    }

    private static void put(Set<CollateralGuarantee> held, CollateralGuarantee each, boolean holds) {
        if (holds) {
            held.add(each);
        }
    }

    /** The row after the map. */
    private static INDArray moved(INDArray write, INDArray read, INDArray row, double target) {
        return row.sub(write.mul(read.transpose().mmul(row).getDouble(0, 0) - target));
    }

    private static boolean still(INDArray write, INDArray read, INDArray row, double target) {
        return vanishes(moved(write, read, row, target).subi(row), row);
    }

    private static boolean vanishes(INDArray vector, INDArray beside) {
        return vector.norm2Number().doubleValue()
                <= EXACT * beside.norm2Number().doubleValue();
    }

    private static boolean orthogonal(INDArray vector, @Nullable INDArray columns) {
        if (columns == null) {
            return false;
        }
        for (int j = 0; j < columns.columns(); j++) {
            INDArray column = columns.getColumn(j, true);
            double norms =
                    vector.norm2Number().doubleValue() * column.norm2Number().doubleValue();
            if (Math.abs(vector.transpose().mmul(column).getDouble(0, 0)) > EXACT * norms) {
                return false;
            }
        }
        return true;
    }
}
