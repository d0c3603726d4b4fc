package dev.azimuth.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A tensor in the bytes that the file stores, for types that a native tensor holds just so.
 *
 * @param type F16 or BF16
 * @param bytes a direct, read-only buffer mapped from the file: two bytes a value, row-major, in native byte order. It
 *     stays readable when the checkpoint is closed, but not when the file shrinks, which stops Java with an
 *     {@code InternalError} and native code with the whole process: copy what is to outlive the file.
 */
public record RawTensor(Type type, ByteBuffer bytes) {
    /** The types of sixteen bits. */
    public enum Type {
        /** IEEE 754 binary16. */
        F16,
        /** The upper half of a float32. */
        BF16;

        float toFloat(short bits) {
            return this == F16 ? PlainDecoders.half(bits) : PlainDecoders.brain(bits);
        }
    }

    /** A duplicate, read from the start: a buffer has a position that moves, but a record has nothing that does. */
    @Override
    public ByteBuffer bytes() {
        return bytes.duplicate().order(ByteOrder.nativeOrder());
    }
}
