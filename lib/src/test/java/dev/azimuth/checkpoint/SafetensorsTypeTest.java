package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against PyTorch; src/test/reference/safetensors_vectors.py made the values. */
class SafetensorsTypeTest {
    @ParameterizedTest
    @EnumSource(names = {"F8_E4M3", "F8_E5M2", "F64"})
    void decodesBitForBitAsTheReference(SafetensorsType type) throws IOException {
        byte[] stored = resource(type + ".values");
        float[] decoded = new float[stored.length / type.bytes()];
        Objects.requireNonNull(type.decoder()).decode(stored, decoded.length, decoded);

        int[] expected = new int[decoded.length];
        ByteBuffer.wrap(resource(type + ".floats"))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .get(expected);
        int[] bits = new int[decoded.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(decoded[i]);
        }
        assertThat(bits).hasSizeGreaterThanOrEqualTo(256).isEqualTo(expected);
    }

    private byte[] resource(String name) throws IOException {
        try (var in = Objects.requireNonNull(getClass().getResourceAsStream("/safetensors/" + name), name)) {
            return in.readAllBytes();
        }
    }
}
