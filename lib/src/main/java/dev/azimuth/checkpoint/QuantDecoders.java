package dev.azimuth.checkpoint;

import static dev.azimuth.checkpoint.PlainDecoders.half;

/**
 * ggml's quantised types with blocks of 32 values: a half-precision scale {@code d}, for some a half-precision minimum
 * {@code m}, then small integers {@code q}. A value is {@code d·q} or {@code d·q + m}, each step rounded to float32.
 *
 * <p>Four-bit halves are stored with value {@code j} in the low and value {@code j + 16} in the high bits of byte
 * {@code j}; fifth bits follow in one 32-bit word.
 */
final class QuantDecoders {
    private QuantDecoders() {}

    static void q80(byte[] in, int count, float[] out) {
        for (int block = 0, at = 0, to = 0; block < count; block++, at += 34, to += 32) {
            float d = half(in, at);
            for (int j = 0; j < 32; j++) {
                out[to + j] = d * in[at + 2 + j];
            }
        }
    }

    static void q40(byte[] in, int count, float[] out) {
        for (int block = 0, at = 0, to = 0; block < count; block++, at += 18, to += 32) {
            float d = half(in, at);
            for (int j = 0; j < 16; j++) {
                int q = in[at + 2 + j];
                out[to + j] = d * ((q & 15) - 8);
                out[to + 16 + j] = d * (((q >> 4) & 15) - 8);
            }
        }
    }

    static void q41(byte[] in, int count, float[] out) {
        for (int block = 0, at = 0, to = 0; block < count; block++, at += 20, to += 32) {
            float d = half(in, at);
            float m = half(in, at + 2);
            for (int j = 0; j < 16; j++) {
                int q = in[at + 4 + j];
                out[to + j] = d * (q & 15) + m;
                out[to + 16 + j] = d * ((q >> 4) & 15) + m;
            }
        }
    }

    static void q50(byte[] in, int count, float[] out) {
        for (int block = 0, at = 0, to = 0; block < count; block++, at += 22, to += 32) {
            float d = half(in, at);
            int fifths = word(in, at + 2);
            for (int j = 0; j < 16; j++) {
                int q = in[at + 6 + j];
                out[to + j] = d * (fifth(fifths, j) + (q & 15) - 16);
                out[to + 16 + j] = d * (fifth(fifths, j + 16) + ((q >> 4) & 15) - 16);
            }
        }
    }

    static void q51(byte[] in, int count, float[] out) {
        for (int block = 0, at = 0, to = 0; block < count; block++, at += 24, to += 32) {
            float d = half(in, at);
            float m = half(in, at + 2);
            int fifths = word(in, at + 4);
            for (int j = 0; j < 16; j++) {
                int q = in[at + 8 + j];
                out[to + j] = d * (fifth(fifths, j) + (q & 15)) + m;
                out[to + 16 + j] = d * (fifth(fifths, j + 16) + ((q >> 4) & 15)) + m;
            }
        }
    }

    private static int word(byte[] in, int at) {
        return (in[at] & 0xff) | ((in[at + 1] & 0xff) << 8) | ((in[at + 2] & 0xff) << 16) | (in[at + 3] << 24);
    }

    /** The fifth bit of value {@code j}, in its place. */
    private static int fifth(int fifths, int j) {
        return ((fifths >> j) & 1) << 4;
    }
}
