package dev.azimuth.model;

import dev.azimuth.hook.HookName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Activations of many texts, one row each or one row a token, at one or more places. */
public final class Activations {
    private final Map<HookName, float[][]> rows;
    private final int[] rowsOfText;

    Activations(Map<HookName, float[][]> rows, int[] rowsOfText) {
        this.rows = new LinkedHashMap<>(rows);
        this.rowsOfText = rowsOfText.clone();
    }

    /** Where they were read, in the order of the pass. */
    public List<HookName> names() {
        return List.copyOf(rows.keySet());
    }

    /** Number of texts. */
    public int texts() {
        return rowsOfText.length;
    }

    /** How many rows a text has: 1, or its number of tokens. */
    public int rowsOf(int text) {
        return rowsOfText[text];
    }

    /** The activations at {@code name}, {@code [row, d]}; a view, not to be changed. */
    public float[][] rows(HookName name) {
        float[][] found = rows.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "Nothing was harvested at " + name + ". Harvested: " + rows.keySet() + ".");
        }
        return found;
    }

    /** The same as an ND4J array. */
    public INDArray get(HookName name) {
        return Nd4j.create(rows(name));
    }

    @Override
    public String toString() {
        return "Activations of " + texts() + " texts at " + rows.size() + (rows.size() == 1 ? " place" : " places");
    }
}
