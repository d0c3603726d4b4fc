package dev.azimuth.checkpoint;

import static dev.azimuth.checkpoint.PlainDecoders.half;

/**
 * ggml's non-linear types of four bits: a value is a scale times one of sixteen levels, which lie closer together near
 * zero, where most weights are.
 */
final class NonLinearDecoders {
    private static final int[] LEVELS = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

    private NonLinearDecoders() {}

    /** Blocks of 32 with a half-precision scale. */
    static void iq4nl(byte[] in, int count, float[] out) {
        for (int block = 0, at = 0, to = 0; block < count; block++, at += 18, to += 32) {
            levels(in, at + 2, half(in, at), out, to);
        }
    }

    /** Eight sub-blocks of 32 with scales of six bits: {@code (d·(scale − 32))·level}. */
    static void iq4xs(byte[] in, int count, float[] out) {
        for (int block = 0, at = 0, to = 0; block < count; block++, at += 136) {
            float d = half(in, at);
            for (int sub = 0; sub < 8; sub++, to += 32) {
                levels(in, at + 8 + 16 * sub, d * (scale(in, at + 2, sub) - 32), out, to);
            }
        }
    }

    /** Value {@code j} is in the low and value {@code j + 16} in the high bits of byte {@code j}. */
    private static void levels(byte[] in, int at, float scale, float[] out, int to) {
        for (int j = 0; j < 16; j++) {
            out[to + j] = scale * LEVELS[in[at + j] & 15];
            out[to + 16 + j] = scale * LEVELS[(in[at + j] >> 4) & 15];
        }
    }

    /** Scale {@code sub} of eight: the top two bits of all in bytes 0 and 1, the low four in bytes 2 to 5. */
    private static int scale(byte[] in, int at, int sub) {
        int high = (in[at + sub / 4] >> (sub % 4 * 2)) & 3;
        return ((in[at + 2 + sub / 2] >> (sub % 2 * 4)) & 15) | (high << 4);
    }
}
