package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PlainDecodersTest {
    @Test
    void everyHalfIsExact() {
        byte[] in = new byte[2];
        for (int bits = 0; bits < 1 << 16; bits++) {
            in[0] = (byte) bits;
            in[1] = (byte) (bits >> 8);
            double sign = bits >> 15 == 0 ? 1 : -1;
            int exponent = (bits >> 10) & 31;
            double fraction = (bits & 1023) / 1024.0;
            double expected = exponent == 0
                    ? sign * Math.scalb(fraction, -14)
                    : exponent < 31
                            ? sign * Math.scalb(1 + fraction, exponent - 15)
                            : fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
            assertThat((double) PlainDecoders.half(in, 0)).as("half %04x", bits).isEqualTo(Double.valueOf(expected));
        }
    }

    @Test
    void doublesAreRounded() {
        float[] out = new float[2];
        PlainDecoders.f64(new FileBytes().f64(0.1).f64(-1e300).toArray(), 2, out);
        assertThat(out).containsExactly(0.1f, Float.NEGATIVE_INFINITY);
    }

    @Test
    void wholeNumbersAreExactOrRefused() {
        float[] out = new float[2];
        PlainDecoders.i64(new FileBytes().u64(-49_151).u64(1L << 40).toArray(), 2, out);
        assertThat(out).containsExactly(-49_151, 0x1p40f);
        PlainDecoders.i32(new FileBytes().u32(-1).u32(1 << 24).toArray(), 2, out);
        assertThat(out).containsExactly(-1, 0x1p24f);
        for (long inexact : new long[] {(1 << 24) + 1, Long.MAX_VALUE}) {
            assertThatThrownBy(
                            () -> PlainDecoders.i64(new FileBytes().u64(inexact).toArray(), 1, out))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessage("holds the whole number " + inexact + ", which float32 cannot hold exactly");
        }
    }
}
