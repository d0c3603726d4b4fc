package dev.azimuth.checkpoint;

/**
 * Floating point in eight bits, of the two kinds of Micikevicius et al. 2022, FP8 Formats for Deep Learning: exact in
 * float32, NaN in the bits that PyTorch gives it.
 */
final class Float8Decoders {
    private static final float[] E4M3 = new float[256];
    private static final float[] E5M2 = new float[256];

    static {
        for (int code = 0; code < 256; code++) {
            E4M3[code] = decode(code, 4, 7, false);
            E5M2[code] = decode(code, 5, 15, true);
        }
    }

    private Float8Decoders() {}

    /** Four bits of exponent, no infinities, and NaN where all bits but the sign are set. */
    static void e4m3(byte[] in, int count, float[] out) {
        look(E4M3, in, count, out);
    }

    /** Five bits of exponent, with infinities and NaN as in IEEE 754: the upper half of a binary16. */
    static void e5m2(byte[] in, int count, float[] out) {
        look(E5M2, in, count, out);
    }

    private static void look(float[] table, byte[] in, int count, float[] out) {
        for (int i = 0; i < count; i++) {
            out[i] = table[in[i] & 0xff];
        }
    }

    private static float decode(int code, int exponentBits, int bias, boolean infinities) {
        int fractionBits = 7 - exponentBits;
        int sign = code >> 7 << 31;
        int fraction = code & ((1 << fractionBits) - 1);
        int exponent = (code >> fractionBits) & ((1 << exponentBits) - 1);
        int wide = fraction << (23 - fractionBits);
        boolean beyond = infinities ? exponent == 31 : (code & 0x7f) == 0x7f;
        if (beyond) {
            int quiet = fraction == 0 ? 0 : 1 << 22;
            return Float.intBitsToFloat(sign | 0xff << 23 | wide | quiet);
        }
        if (exponent == 0) {
            float magnitude = Math.scalb((float) fraction, 1 - bias - fractionBits); // zero or subnormal
            return sign == 0 ? magnitude : -magnitude;
        }
        return Float.intBitsToFloat(sign | (exponent - bias + 127) << 23 | wide);
    }
}
