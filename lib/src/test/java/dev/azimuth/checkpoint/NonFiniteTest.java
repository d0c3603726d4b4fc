package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class NonFiniteTest {
    private static final TensorInfo INFO = new TensorInfo("w", "F32", List.of(2L, 3L, 2L), 0, 48);

    private static ByteBuffer values(int at, float value) {
        var buffer = ByteBuffer.allocateDirect(48).order(ByteOrder.nativeOrder());
        buffer.putFloat(at * Float.BYTES, value);
        return buffer;
    }

    @Test
    void finiteValuesPass() {
        assertThat(NonFinite.find(INFO, values(0, Float.MAX_VALUE))).isEmpty();
        assertThat(NonFinite.find(INFO, values(11, -Float.MIN_VALUE))).isEmpty();
    }

    @Test
    void everyPlaceIsLookedAt() {
        for (int i = 0; i < 12; i++) {
            long outer = i / 6;
            long middle = i / 2 % 3;
            long inner = i % 2;
            var found = NonFinite.find(INFO, values(i, Float.NaN));
            assertThat(found).contains(new NonFinite("w", List.of(outer, middle, inner), Float.NaN, 1));
        }
    }

    @Test
    void readsLikeASentence() {
        assertThat(NonFinite.find(INFO, values(7, Float.NEGATIVE_INFINITY)).orElseThrow())
                .hasToString("tensor w is -Infinity at [1, 0, 1]");
    }
}
