package dev.azimuth.attribution;

/** Where a number of a flat row-major array stands. */
final class FlatIndex {
    private FlatIndex() {}

    /** The index along {@code axis} of number {@code flat} of an array of this shape. */
    static int along(int flat, long[] shape, int axis) {
        int inner = 1;
        for (int i = axis + 1; i < shape.length; i++) {
            inner *= (int) shape[i];
        }
        return flat / inner % (int) shape[axis];
    }
}
