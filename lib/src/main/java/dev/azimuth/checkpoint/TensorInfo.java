package dev.azimuth.checkpoint;

import java.util.List;

/**
 * One tensor as a model file lists it.
 *
 * @param name as in the file
 * @param type how the file stores it, such as {@code F32} or {@code Q4_1}
 * @param shape outermost dimension first, as PyTorch prints it; empty for a scalar
 * @param offset of the first byte, from the start of the file
 * @param bytes stored, not decoded
 */
public record TensorInfo(String name, String type, List<Long> shape, long offset, long bytes) {
    public TensorInfo {
        shape = List.copyOf(shape);
    }

    /** The product of the dimensions; the reader has checked that it does not overflow. */
    public long elements() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /** The shape as a fresh array. */
    public long[] dimensions() {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }
}
