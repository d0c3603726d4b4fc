package dev.azimuth.checkpoint;

/**
 * How a file stores values: so many to a block, in so many bytes.
 *
 * @param decoder turns blocks into float32
 */
record BlockFormat(int blockSize, int bytesPerBlock, BlockDecoder decoder) {
    /** The bytes of {@code values}, which are whole blocks. */
    long bytes(long values) {
        return values / blockSize * bytesPerBlock;
    }

    /** @throws IllegalArgumentException when the values are not all in the tensor, or begin or end inside a block */
    void requireWhole(TensorInfo info, long first, long values) {
        if (first < 0 || first > info.elements() - values || first % blockSize != 0 || values % blockSize != 0) {
            throw new IllegalArgumentException("Values " + first + " to " + (first + values) + " of tensor "
                    + info.name() + " are not whole blocks of " + blockSize + " among its " + info.elements() + ".");
        }
    }
}
