package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** A matrix that training changes: float32, row after row. The one array in this library that is meant to be written to. */
public final class Variable {
    private final String name;
    private final int rows;
    private final int columns;
    private final float[] values;

    private Variable(String name, int rows, int columns, float[] values) {
        this.name = name;
        this.rows = rows;
        this.columns = columns;
        this.values = values;
    }

    /** A matrix with these values, which it copies. */
    public static Variable of(String name, int rows, int columns, float[] values) {
        if (rows < 1 || columns < 1 || values.length != (long) rows * columns) {
            throw new IllegalArgumentException(
                    name + " has " + values.length + " values, but its shape is [" + rows + ", " + columns + "].");
        }
        return new Variable(name, rows, columns, values.clone());
    }

    /** The same values, changed apart from these. */
    public Variable copy() {
        return new Variable(name, rows, columns, values.clone());
    }

    /** What it is called. */
    public String name() {
        return name;
    }

    /** Number of rows. */
    public int rows() {
        return rows;
    }

    /** Numbers in a row. */
    public int columns() {
        return columns;
    }

    /** The values themselves, row after row; writing to them changes this variable. */
    public float[] values() {
        return values;
    }

    /** A tensor of {@code manager} to differentiate by. */
    NDArray leaf(NDManager manager) {
        NDArray leaf = manager.create(values, new Shape(rows, columns));
        leaf.setRequiresGradient(true);
        return leaf;
    }

    @Override
    public String toString() {
        return name + " [" + rows + ", " + columns + "]";
    }
}
