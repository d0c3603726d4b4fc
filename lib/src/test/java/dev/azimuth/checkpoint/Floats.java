package dev.azimuth.checkpoint;

import java.nio.ByteBuffer;

/** Decoded tensors as arrays, for assertions. */
final class Floats {
    private Floats() {}

    static float[] array(ByteBuffer buffer) {
        float[] values = new float[buffer.remaining() / Float.BYTES];
        buffer.asFloatBuffer().get(values);
        return values;
    }

    static int[] bits(ByteBuffer buffer) {
        int[] bits = new int[buffer.remaining() / Integer.BYTES];
        buffer.asIntBuffer().get(bits);
        return bits;
    }
}
