package dev.azimuth.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;

/** Float32 tensors on their way to a file, little-endian whatever the machine's order. */
final class FloatTensors {
    private static final int CHUNK = 1 << 20;

    private FloatTensors() {}

    /** The bytes that the shape of {@code source} promises. */
    static long bytes(String name, TensorSource source) {
        try {
            long elements = 1;
            for (long size : source.shape()) {
                elements = Math.multiplyExact(elements, size);
            }
            if (source.shape().stream().anyMatch(size -> size < 0)) {
                throw new ArithmeticException("negative");
            }
            return Math.multiplyExact(elements, Float.BYTES);
        } catch (ArithmeticException e) {
            throw new CheckpointException("Tensor " + name + " cannot have the shape " + source.shape() + ".", e);
        }
    }

    static void write(FileChannel channel, String name, TensorSource source) throws IOException {
        ByteBuffer given = source.floats().get();
        long expected = bytes(name, source);
        if (given.remaining() != expected || given.order() != ByteOrder.nativeOrder()) {
            throw new CheckpointException("Tensor " + name + " of shape " + source.shape() + " needs " + expected
                    + " bytes in " + ByteOrder.nativeOrder() + " order, but was given " + given.remaining() + " in "
                    + given.order() + " order.");
        }
        FloatBuffer floats = given.asFloatBuffer();
        ByteBuffer chunk =
                ByteBuffer.allocateDirect((int) Math.min(CHUNK, expected)).order(ByteOrder.LITTLE_ENDIAN);
        while (floats.hasRemaining()) {
            int count = Math.min(floats.remaining(), chunk.capacity() / Float.BYTES);
            chunk.clear().asFloatBuffer().put(floats.slice().limit(count));
            floats.position(floats.position() + count);
            AtomicFiles.writeFully(channel, chunk.limit(count * Float.BYTES));
        }
    }
}
