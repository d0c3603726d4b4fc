package dev.azimuth.interference;

import dev.azimuth.discovery.FactorRegression;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Moments;
import dev.azimuth.tensor.Shrinkage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What the edits of one concept at one place are made from: what the concept and those to protect write, where texts
 * without it lie, and where benign text lies and how it spreads. All of it is read from data that no edit is measured on.
 */
public final class CollateralStatistics {
    private final Moments labelled;
    private final List<String> names;
    private final INDArray writes; // [d, 1 + protected], the target's first
    private final INDArray
            covariances; // [d, 1 + protected]: with the labels; what others write where they have none here
    private final float @Nullable [][] benign;
    private final float @Nullable [] sink;

    private CollateralStatistics(
            Moments labelled,
            List<String> names,
            INDArray writes,
            INDArray covariances,
            float @Nullable [][] benign,
            float @Nullable [] sink) {
        this.labelled = labelled;
        this.names = names;
        this.writes = writes;
        this.covariances = covariances;
        this.benign = benign;
        this.sink = sink;
    }

    /**
     * Of rows whose labels have these names, one a column: the target's, then those of concepts to protect. What each
     * writes is told apart by regression on all of them.
     *
     * @throws IllegalArgumentException when the rows cannot tell some of them apart
     */
    public static CollateralStatistics of(Moments labelled, String target, String... others) {
        String[] names = Stream.concat(Stream.of(target), Stream.of(others)).toArray(String[]::new);
        INDArray writes =
                FactorRegression.of(labelled, names).writes().transpose().dup('c');
        return new CollateralStatistics(labelled, List.of(names), writes, labelled.crossCovariance(), null, null);
    }

    /** Protects another concept, which these rows have no labels of, by what it writes, {@code [d]}. */
    public CollateralStatistics protecting(String name, float[] write) {
        INDArray column = column(write);
        List<String> more = new ArrayList<>(names);
        more.add(name);
        return new CollateralStatistics(
                labelled,
                List.copyOf(more),
                Nd4j.hstack(writes, column),
                Nd4j.hstack(covariances, column),
                benign,
                sink);
    }

    /** What benign text looks like, {@code [n, d]}: an edit should read as little of it as it can. */
    public CollateralStatistics benign(float[][] rows) {
        return new CollateralStatistics(labelled, names, writes, covariances, rows.clone(), sink);
    }

    /** The attention sink, {@code [d]}, which an edit can leave alone. */
    public CollateralStatistics sink(float[] vector) {
        return new CollateralStatistics(labelled, names, writes, covariances, benign, vector.clone());
    }

    /** d. */
    public int width() {
        return labelled.width();
    }

    /** The concept that is to go. */
    public String target() {
        return names.get(0);
    }

    /** The concepts that are to stay. */
    public List<String> protectedNames() {
        return names.subList(1, names.size());
    }

    /** Σ of the labelled rows, {@code [d, d]}, shrunk as Bodnar, Gupta and Parolya (2014) derive. */
    INDArray covariance() {
        return shrunk(labelled.covariance(), labelled.count());
    }

    /** What the target writes while all else is held still, {@code [d, 1]}. */
    INDArray write() {
        return writes.getColumn(0, true).dup('c');
    }

    /** What each protected concept writes, {@code [d, protected]}; null where there is none. */
    @Nullable
    INDArray protectedWrites() {
        return rest(writes);
    }

    /** Σ_xy with the labels of the protected concepts, {@code [d, protected]}; null where there is none. */
    @Nullable
    INDArray protectedCovariances() {
        return rest(covariances);
    }

    private @Nullable INDArray rest(INDArray columns) {
        return names.size() == 1
                ? null
                : Nd4j.hstack(IntStream.range(1, names.size())
                        .mapToObj(j -> columns.getColumn(j, true))
                        .toArray(INDArray[]::new));
    }

    /** σ, the covariance of rows and the target's label, {@code [d, 1]}. */
    INDArray signal() {
        return covariances.getColumn(0, true).dup('c');
    }

    /** The difference of the class means, {@code [d, 1]}, with all that comes along with the concept. */
    INDArray difference() {
        return signal().divi(labelled.labelCovariance().getDouble(0, 0));
    }

    /** The mean of all labelled rows, {@code [d, 1]}. */
    INDArray mean() {
        return labelled.mean().reshape(width(), 1);
    }

    /** μ₀, the mean of the rows without the concept, {@code [d, 1]}. */
    INDArray cleanMean() {
        return mean().subi(difference().muli(labelled.labelMean().getDouble(0)));
    }

    /** Whether benign rows were told. */
    boolean hasBenign() {
        return benign != null;
    }

    /** The mean of benign text, {@code [d, 1]}. */
    INDArray benignMean() {
        return Moments.of(Matrices.of(benign())).mean().reshape(width(), 1);
    }

    /** The benign rows. */
    float[][] benign() {
        if (benign == null) {
            throw new IllegalStateException("Nothing tells what benign text looks like, which the read and the gate of "
                    + target() + " are fitted to. Add benign(rows).");
        }
        return benign;
    }

    /** The sink's direction at unit length, {@code [d, 1]}; null where none was told. */
    @Nullable
    INDArray sink() {
        if (sink == null) {
            return null;
        }
        INDArray column = column(sink);
        return column.divi(column.norm2Number().doubleValue());
    }

    /**
     * What a read should see little of, {@code [d, d]}: benign text about {@code centre}, its covariance shrunk as Bodnar, Gupta
     * and Parolya (2014) derive.
     */
    INDArray background(INDArray centre) {
        Moments moments = Moments.of(Matrices.of(benign()));
        INDArray offset = moments.mean().reshape(width(), 1).sub(centre);
        return shrunk(moments.covariance(), moments.count()).addi(offset.mmul(offset.transpose()));
    }

    private static INDArray shrunk(INDArray covariance, long count) {
        return Shrinkage.apply(covariance, Shrinkage.bodnar(covariance, count));
    }

    private INDArray column(float[] vector) {
        if (vector.length != width()) {
            throw new IllegalArgumentException(
                    "A vector of " + vector.length + " numbers does not fit rows of " + width() + ".");
        }
        return Matrices.of(new float[][] {vector}).transpose().dup('c');
    }

    @Override
    public String toString() {
        return "CollateralStatistics of " + target() + " in " + labelled.count() + " rows, protecting "
                + protectedNames() + (benign == null ? "" : ", with " + benign.length + " benign rows");
    }
}
