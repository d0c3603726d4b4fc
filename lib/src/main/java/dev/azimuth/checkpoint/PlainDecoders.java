package dev.azimuth.checkpoint;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Little-endian numbers of all widths, floating point and whole. */
final class PlainDecoders {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private PlainDecoders() {}

    static void f32(byte[] in, int count, float[] out) {
        for (int i = 0; i < count; i++) {
            out[i] = single(in, 4 * i);
        }
    }

    static void f64(byte[] in, int count, float[] out) {
        for (int i = 0; i < count; i++) {
            out[i] = (float) Double.longBitsToDouble((long) LONG.get(in, 8 * i));
        }
    }

    static void i64(byte[] in, int count, float[] out) {
        for (int i = 0; i < count; i++) {
            out[i] = exactly((long) LONG.get(in, 8 * i));
        }
    }

    static void i32(byte[] in, int count, float[] out) {
        for (int i = 0; i < count; i++) {
            out[i] = exactly((int) INT.get(in, 4 * i));
        }
    }

    /** @throws ArithmeticException when float32 has no such number */
    private static float exactly(long value) {
        float nearest = value;
        if ((long) nearest != value || value == Long.MAX_VALUE) {
            throw new ArithmeticException("holds the whole number " + value + ", which float32 cannot hold exactly");
        }
        return nearest;
    }

    static void bf16(byte[] in, int count, float[] out) {
        for (int i = 0; i < count; i++) {
            out[i] = brain((short) SHORT.get(in, 2 * i));
        }
    }

    static void f16(byte[] in, int count, float[] out) {
        for (int i = 0; i < count; i++) {
            out[i] = half(in, 2 * i);
        }
    }

    /** The float32 at {@code at}. */
    static float single(byte[] in, int at) {
        return Float.intBitsToFloat((int) INT.get(in, at));
    }

    static float brain(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** The IEEE 754 binary16 number at {@code at}, exactly. */
    static float half(byte[] in, int at) {
        return half((short) SHORT.get(in, at));
    }

    static float half(short bits) {
        int sign = bits & 0x80000000; // sign-extended from the short
        int exponent = (bits >> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        if (exponent == 0) {
            float magnitude = fraction * 0x1p-24f; // zero or subnormal
            return sign == 0 ? magnitude : -magnitude;
        }
        int wide = exponent == 0x1f ? 0xff : exponent + (127 - 15);
        return Float.intBitsToFloat(sign | (wide << 23) | (fraction << 13));
    }
}
