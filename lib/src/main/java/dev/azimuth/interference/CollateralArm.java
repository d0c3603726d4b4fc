package dev.azimuth.interference;

import dev.azimuth.direction.AffineMap;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.SymmetricEigen;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A way to take a concept out of activations: a choice of write, read and centre of the one operator {@code x' = x −
 * λ·A·g(bᵀ(x − c))}, which {@link CollateralStatistics} make a map of. σ is the covariance of rows and label, δ the
 * difference of the class means.
 */
public final class CollateralArm {
    private final String name;
    private final Function<CollateralStatistics, AffineMap> maker;
    private final OptionalDouble gate;

    private CollateralArm(String name, Function<CollateralStatistics, AffineMap> maker, OptionalDouble gate) {
        this.name = name;
        this.maker = maker;
        this.gate = gate;
    }

    /** Any other choice. */
    public static CollateralArm of(String name, Function<CollateralStatistics, AffineMap> maker) {
        return new CollateralArm(name, maker, OptionalDouble.empty());
    }

    /** Directional ablation, {@code x − δ̂δ̂ᵀx} (Arditi et al., 2024, arXiv 2406.11717). */
    public static CollateralArm ablation() {
        return of("ablation", s -> along(s, s.difference()));
    }

    /** Affine concept editing, {@code x − δ̂δ̂ᵀ(x − μ₀)} (Marshall et al., 2024, arXiv 2411.09003). */
    public static CollateralArm ace() {
        return of("ACE", s -> AffineMap.about(s.cleanMean(), s.difference(), over(s.difference(), s.difference())));
    }

    /**
     * Mean ablation, {@code x − δ̂δ̂ᵀ(x − μ)} with μ the mean of benign text. Rows without the concept are read at one token and
     * have their mean there; benign text is what an edit meets everywhere else.
     */
    public static CollateralArm meanAblation() {
        return of(
                "mean ablation",
                s -> AffineMap.about(s.benignMean(), s.difference(), over(s.difference(), s.difference())));
    }

    /** Least-squares concept erasure, {@code x − σ·bᵀ(x − μ)} with {@code b = Σ⁻¹σ/(σᵀΣ⁻¹σ)} (Belrose et al., 2023, arXiv 2306.03819). */
    public static CollateralArm leace() {
        return of("LEACE", s -> {
            INDArray read = SymmetricEigen.of(s.covariance()).power(-1, s.signal());
            return AffineMap.about(s.mean(), s.signal(), over(read, s.signal()));
        });
    }

    /** LEACE that keeps the covariance with protected concepts ({@link Splince}). */
    public static CollateralArm splince() {
        return of(
                "SPLINCE",
                s -> Splince.of(
                        s.mean(), s.covariance(), s.signal(), protectedOnes(s, "SPLINCE", s.protectedCovariances())));
    }

    /** Ablation along what of δ is orthogonal to all protected writes (Wang et al., 2024, arXiv 2410.03415). */
    public static CollateralArm selective() {
        return of("selective", s -> selective(s, "selective", s.protectedWrites()));
    }

    /** The same with other directions to spare, {@code [d, k]}. */
    static AffineMap selective(CollateralStatistics s, String arm, @Nullable INDArray others) {
        return along(s, spared(s.difference(), protectedOnes(s, arm, others), 0));
    }

    /**
     * The same with ridge, {@code v = δ − Cᵀ(CCᵀ + αI)⁻¹Cδ}, C having the protected writes at unit length as rows (surgical
     * refusal ablation, 2026, arXiv 2601.08489).
     */
    public static CollateralArm surgical(double ridge) {
        if (!(ridge > 0)) {
            throw new IllegalArgumentException("A ridge of " + ridge + ". Give more than 0; selective() has none.");
        }
        return of("SRA", s -> along(s, spared(s.difference(), protectedOnes(s, "SRA", s.protectedWrites()), ridge)));
    }

    /** Ablation along what of δ is orthogonal to the mean of the rows without the concept. */
    public static CollateralArm projected() {
        return of("projected", s -> along(s, without(s.difference(), unit(s.cleanMean()))));
    }

    /** Ablation along a direction drawn at random; a control that proves little in many dimensions. */
    public static CollateralArm random(long seed) {
        return of("random", s -> {
            SplittableRandom random = new SplittableRandom(seed);
            double[] vector = random.doubles(s.width()).toArray();
            for (int i = 0; i < vector.length; i++) {
                vector[i] = random.nextGaussian();
            }
            return along(s, Matrices.column(vector));
        });
    }

    /** Least-collateral ablation, under the name of {@code steps}. */
    public static CollateralArm leastCollateral(LeastCollateralSteps steps) {
        return new CollateralArm("least-collateral" + gateName(steps.gate()), steps::map, steps.gate());
    }

    /** All published ones and the linear least-collateral ablation. */
    public static List<CollateralArm> all() {
        return List.of(
                ablation(),
                ace(),
                meanAblation(),
                leace(),
                splince(),
                selective(),
                surgical(0.01),
                projected(),
                leastCollateral(LeastCollateralSteps.linear()));
    }

    /** Acting only where it reads more than it does of this share of benign rows. */
    public CollateralArm gated(double share) {
        CollateralMap.requireShare(OptionalDouble.of(share));
        return new CollateralArm(ungatedName() + gateName(OptionalDouble.of(share)), maker, OptionalDouble.of(share));
    }

    private String ungatedName() {
        return gate.isPresent()
                ? name.substring(0, name.length() - gateName(gate).length())
                : name;
    }

    /** What a gate adds to the name of an arm. */
    static String gateName(OptionalDouble gate) {
        return gate.isPresent() ? " + " + CollateralNumbers.percent(gate.getAsDouble()) + " gate" : "";
    }

    /**
     * With its map improved, such as by a few steps of representation finetuning that begin at it; the gate is fitted afterwards.
     *
     * @param how what to call it
     * @param polish makes another map of rank 1 of it
     */
    public CollateralArm polished(String how, UnaryOperator<AffineMap> polish) {
        return new CollateralArm(ungatedName() + ", " + how + gateName(gate), maker.andThen(polish), gate);
    }

    /** Under another name. */
    public CollateralArm named(String other) {
        return new CollateralArm(other, maker, gate);
    }

    /** What it is called. */
    public String name() {
        return name;
    }

    /** The share of benign rows that it leaves alone; empty where it acts on all. */
    public OptionalDouble gate() {
        return gate;
    }

    /** Whether it cannot be made where no concept is protected. */
    boolean needsProtected() {
        return List.of("SPLINCE", "selective", "SRA").contains(ungatedName());
    }

    /** What it is for this concept at this place. */
    public CollateralMap fit(CollateralStatistics statistics) {
        AffineMap map = maker.apply(statistics);
        return gate.isPresent()
                ? CollateralMap.gated(map, statistics.benign(), gate.getAsDouble())
                : CollateralMap.linear(map);
    }

    private static AffineMap along(CollateralStatistics s, INDArray direction) {
        return AffineMap.about(Nd4j.zeros(DataType.DOUBLE, s.width()), direction, over(direction, direction));
    }

    /** {@code b/(bᵀw)}. */
    static INDArray over(INDArray read, INDArray write) {
        return read.div(read.transpose().mmul(write).getDouble(0, 0));
    }

    private static INDArray unit(INDArray column) {
        return column.div(column.norm2Number().doubleValue());
    }

    /** What of {@code column} is orthogonal to a unit vector. */
    static INDArray without(INDArray column, INDArray unit) {
        return column.sub(unit.mul(unit.transpose().mmul(column).getDouble(0, 0)));
    }

    private static INDArray spared(INDArray direction, INDArray others, double ridge) {
        INDArray rows = others.transpose().dup('c');
        rows.diviColumnVector(rows.norm2(1).reshape(rows.rows(), 1));
        INDArray gram = rows.mmul(rows.transpose())
                .addi(Nd4j.eye(rows.rows()).castTo(DataType.DOUBLE).muli(ridge));
        INDArray spared =
                direction.sub(rows.transpose().mmul(SymmetricEigen.of(gram).power(-1, rows.mmul(direction))));
        if (spared.norm2Number().doubleValue() < 1e-6 * direction.norm2Number().doubleValue()) {
            throw new IllegalArgumentException("Nothing of the direction is left beside " + others.columns()
                    + " protected concepts. Protect fewer.");
        }
        return spared;
    }

    private static INDArray protectedOnes(CollateralStatistics s, String arm, @Nullable INDArray columns) {
        if (columns == null) {
            throw new IllegalStateException(
                    arm + " spares protected concepts, but none was named beside " + s.target() + ".");
        }
        return columns;
    }

    @Override
    public String toString() {
        return name;
    }
}
