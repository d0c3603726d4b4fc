package dev.azimuth.checkpoint;

import static dev.azimuth.checkpoint.PlainDecoders.half;
import static dev.azimuth.checkpoint.PlainDecoders.single;

/**
 * ggml's K-quants: blocks of 256 values, whose sub-blocks have small integer scales of their own, which a
 * half-precision scale of the whole block multiplies. Each step is rounded to float32.
 */
final class KQuantDecoders {
    private KQuantDecoders() {}

    /**
     * Sixteen sub-blocks of 16: {@code (d·scale)·q − dmin·min}, with q of two bits, and scale and minimum in the low and
     * the high half of a byte.
     */
    static void q2k(byte[] in, int count, float[] out) {
        for (int block = 0, at = 0, to = 0; block < count; block++, at += 84) {
            float d = half(in, at + 80);
            float dMin = half(in, at + 82);
            for (int sub = 0; sub < 16; sub++, to += 16) {
                float scale = d * (in[at + sub] & 15);
                float min = dMin * ((in[at + sub] >> 4) & 15);
                int low = at + 16 + twoBits(sub);
                int shift = twoBitsShift(sub);
                for (int j = 0; j < 16; j++) {
                    out[to + j] = scale * ((in[low + j] >> shift) & 3) - min;
                }
            }
        }
    }

    /**
     * Sixteen sub-blocks of 16 with scales of six bits: {@code (d·(scale − 32))·(q − 4)}, with q of three bits, the third
     * of which is bit {@code sub / 2} of bytes 0 to 31.
     */
    static void q3k(byte[] in, int count, float[] out) {
        for (int block = 0, at = 0, to = 0; block < count; block++, at += 110) {
            float d = half(in, at + 108);
            for (int sub = 0; sub < 16; sub++, to += 16) {
                float scale = d * (scaleOf16(in, at + 96, sub) - 32);
                int high = at + sub % 2 * 16;
                int low = at + 32 + twoBits(sub);
                int shift = twoBitsShift(sub);
                for (int j = 0; j < 16; j++) {
                    int q = ((in[low + j] >> shift) & 3) | (((in[high + j] >> (sub / 2)) & 1) << 2);
                    out[to + j] = scale * (q - 4);
                }
            }
        }
    }

    /** Eight sub-blocks of 32: {@code (d·scale)·q − dmin·min}, with q of four bits. */
    static void q4k(byte[] in, int count, float[] out) {
        for (int block = 0, at = 0, to = 0; block < count; block++, at += 144) {
            float d = half(in, at);
            float dMin = half(in, at + 2);
            for (int sub = 0; sub < 8; sub++, to += 32) {
                float scale = d * scale(in, at + 4, sub);
                float min = dMin * min(in, at + 4, sub);
                int low = at + 16 + 32 * (sub / 2);
                int shift = 4 * (sub % 2);
                for (int j = 0; j < 32; j++) {
                    out[to + j] = scale * ((in[low + j] >> shift) & 15) - min;
                }
            }
        }
    }

    /** As {@link #q4k}, with a fifth bit of every q: bit {@code sub} of byte {@code j}. */
    static void q5k(byte[] in, int count, float[] out) {
        for (int block = 0, at = 0, to = 0; block < count; block++, at += 176) {
            float d = half(in, at);
            float dMin = half(in, at + 2);
            for (int sub = 0; sub < 8; sub++, to += 32) {
                float scale = d * scale(in, at + 4, sub);
                float min = dMin * min(in, at + 4, sub);
                int high = at + 16;
                int low = at + 48 + 32 * (sub / 2);
                int shift = 4 * (sub % 2);
                for (int j = 0; j < 32; j++) {
                    int q = ((in[low + j] >> shift) & 15) | (((in[high + j] >> sub) & 1) << 4);
                    out[to + j] = scale * q - min;
                }
            }
        }
    }

    /** Sixteen sub-blocks of 16 with scales of eight bits: {@code (d·scale)·(q − 32)}, with q of six bits. */
    static void q6k(byte[] in, int count, float[] out) {
        for (int block = 0, at = 0, to = 0; block < count; block++, at += 210) {
            float d = half(in, at + 208);
            for (int sub = 0; sub < 16; sub++, to += 16) {
                int row = sub / 2 % 4; // rows of 32 values, four to each half of the block
                int column = sub % 2 * 16;
                int low = at + sub / 8 * 64 + row % 2 * 32 + column;
                int lowShift = row / 2 * 4;
                int high = at + 128 + sub / 8 * 32 + column;
                float scale = d * in[at + 192 + sub];
                for (int j = 0; j < 16; j++) {
                    int q = ((in[low + j] >> lowShift) & 15) | (((in[high + j] >> (2 * row)) & 3) << 4);
                    out[to + j] = scale * (q - 32);
                }
            }
        }
    }

    /** {@code d·q} with a scale of float32 and q of eight bits; sums of the q follow, which decoding has no use for. */
    static void q8k(byte[] in, int count, float[] out) {
        for (int block = 0, at = 0, to = 0; block < count; block++, at += 292, to += 256) {
            float d = single(in, at);
            for (int j = 0; j < 256; j++) {
                out[to + j] = d * in[at + 4 + j];
            }
        }
    }

    /** Where sub-block {@code sub} of 16 has its pairs of bits: four rows of 32 values share 32 bytes. */
    private static int twoBits(int sub) {
        return sub / 8 * 32 + sub % 2 * 16;
    }

    private static int twoBitsShift(int sub) {
        return sub / 2 % 4 * 2;
    }

    /**
     * Scale {@code sub} of sixteen in twelve bytes: the low four bits of the first and last eight in the low and high
     * halves of bytes 0 to 7, the top two bits of all in bytes 8 to 11.
     */
    private static int scaleOf16(byte[] in, int at, int sub) {
        int low = (in[at + sub % 8] >> (sub / 8 * 4)) & 15;
        return low | (((in[at + 8 + sub % 4] >> (sub / 4 * 2)) & 3) << 4);
    }

    /**
     * Scale {@code sub} of eight. Twelve bytes hold eight scales and eight minima of six bits: bytes 0 to 3 the first
     * four scales, 4 to 7 the first four minima, 8 to 11 the low four bits of the others (scale low, minimum high),
     * whose top two bits are the top two bits of bytes 0 to 7.
     */
    private static int scale(byte[] in, int at, int sub) {
        return sub < 4 ? in[at + sub] & 63 : (in[at + 4 + sub] & 15) | ((in[at + sub - 4] >> 2) & 48);
    }

    private static int min(byte[] in, int at, int sub) {
        return sub < 4 ? in[at + 4 + sub] & 63 : ((in[at + 4 + sub] >> 4) & 15) | ((in[at + sub] >> 2) & 48);
    }
}
