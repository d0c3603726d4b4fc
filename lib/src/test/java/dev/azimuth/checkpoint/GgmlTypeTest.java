package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Against the {@code gguf} package for Python; src/test/reference/gguf_vectors.py made the values. That package does not
 * decode Q8_K: its values follow llama.cpp's definition.
 */
class GgmlTypeTest {
    @ParameterizedTest
    @EnumSource
    void decodesBitForBitAsTheReference(GgmlType type) throws IOException {
        byte[] blocks = resource(type + ".blocks");
        ByteBuffer expected = ByteBuffer.wrap(resource(type + ".floats")).order(ByteOrder.LITTLE_ENDIAN);
        int count = blocks.length / type.bytesPerBlock();
        float[] decoded = new float[count * type.blockSize()];
        type.format().decoder().decode(blocks, count, decoded);

        assertThat(expected.remaining()).isEqualTo(decoded.length * Float.BYTES);
        int different = 0;
        for (int i = 0; i < decoded.length; i++) {
            float value = expected.getFloat(4 * i);
            int bits = expected.getInt(4 * i);
            // IEEE 754 leaves open which NaN comes out of arithmetic; what is only moved must keep every bit.
            boolean anyNan = type.blockSize() > 1 && Float.isNaN(value);
            boolean same = anyNan ? Float.isNaN(decoded[i]) : bits == Float.floatToRawIntBits(decoded[i]);
            different += same ? 0 : 1;
        }
        assertThat(different).as("values that differ from the reference").isZero();
        assertThat(blocks.length % type.bytesPerBlock()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void isFoundByItsNumber(GgmlType type) {
        assertThat(GgmlType.ofId(type.id())).contains(type);
        assertThat(GgmlType.ofId(type.id() + 1000)).isEmpty();
    }

    private byte[] resource(String name) throws IOException {
        try (var in = Objects.requireNonNull(getClass().getResourceAsStream("/gguf/" + name), name)) {
            return in.readAllBytes();
        }
    }
}
