package dev.azimuth.model;

import dev.azimuth.hook.HookName;
import dev.azimuth.tensor.Moments;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Activations of many texts, one row each or one row a token, at one or more places; in memory or in files. */
public final class Activations {
    private static final int ROWS_AT_ONCE = 1024;

    private final ActivationRows rows;
    private final int[] rowsOfText;
    private final int count;

    Activations(Map<HookName, float[][]> rows, int[] rowsOfText) {
        this(ActivationRows.of(rows), rowsOfText);
    }

    Activations(ActivationRows rows, int[] rowsOfText) {
        this.rows = rows;
        this.rowsOfText = rowsOfText.clone();
        this.count = Arrays.stream(rowsOfText).reduce(0, Math::addExact);
    }

    /**
     * What {@link Harvest#to} stored in {@code folder}. It is mapped into memory piece by piece when rows are asked for.
     *
     * @throws dev.azimuth.checkpoint.CheckpointException when the harvest is not finished, or a file is missing or damaged
     */
    public static Activations open(Path folder) {
        return StoredActivations.open(folder);
    }

    /** Where they were read, in the order of the pass. */
    public List<HookName> names() {
        return rows.names();
    }

    /** Number of texts. */
    public int texts() {
        return rowsOfText.length;
    }

    /** How many rows a text has: 1, or one for each of its tokens that was read. */
    public int rowsOf(int text) {
        return rowsOfText[text];
    }

    /** How many rows all texts have, text after text. */
    public int count() {
        return count;
    }

    /** The activations at {@code name}, {@code [row, d]}; not to be changed. Stored ones are read anew each time. */
    public float[][] rows(HookName name) {
        return rows(name, 0, count);
    }

    /** The rows from {@code from} to before {@code to} alone: of stored activations no others are read. */
    public float[][] rows(HookName name, int from, int to) {
        if (!names().contains(name)) {
            throw new IllegalArgumentException("Nothing was harvested at " + name + ". Harvested: " + names() + ".");
        }
        Objects.checkFromToIndex(from, to, count);
        return rows.rows(name, from, to);
    }

    /** The same as an ND4J array. */
    public INDArray get(HookName name) {
        return Nd4j.create(rows(name));
    }

    /** Count, mean and covariance of the rows, of which only a few are in memory at a time. */
    public Moments moments(HookName name) {
        RunningMoments moments = new RunningMoments();
        for (int from = 0; from < count; from += ROWS_AT_ONCE) {
            moments.add(rows(name, from, Math.min(count, from + ROWS_AT_ONCE)));
        }
        return moments.sum();
    }

    @Override
    public String toString() {
        int places = names().size();
        return "Activations of " + texts() + " texts at " + places + (places == 1 ? " place" : " places");
    }
}
