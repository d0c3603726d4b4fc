package dev.azimuth.intervention;

import ai.djl.ndarray.NDArray;

/** Whether vectors fit activations. */
final class Widths {
    private Widths() {}

    /**
     * @param what has {@code width} numbers a row
     * @throws IllegalArgumentException when the rows have another number
     */
    static void require(String what, int width, NDArray rows) {
        long given = rows.getShape().get(rows.getShape().dimension() - 1);
        if (given != width) {
            throw new IllegalArgumentException("The " + what + " has " + width
                    + " numbers, but what it is to act on has " + given
                    + ". Was it found in another model, or not in the residual stream?");
        }
    }
}
