package dev.azimuth.checkpoint;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;

/**
 * A tensor to be written, fetched only when its turn comes.
 *
 * @param shape outermost dimension first
 * @param floats gives the values once, row-major, as float32 in native byte order; best a direct buffer
 */
public record TensorSource(List<Long> shape, Supplier<ByteBuffer> floats) {
    public TensorSource {
        shape = List.copyOf(shape);
    }
}
