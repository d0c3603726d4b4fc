package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawTensorTest {
    @TempDir
    Path folder;

    @BeforeEach
    void storedAsTheMachineHasThem() {
        assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void safetensorsGivesHalvesAsTheyAre() {
        RawTensor half;
        RawTensor brain;
        try (var file = Checkpoint.open(SafetensorsTest.small().save(folder.resolve("small.safetensors")))) {
            half = file.finiteRaw("half").orElseThrow();
            brain = file.raw("brain").orElseThrow();
            assertThat(file.raw("single")).isEmpty();
            assertThat(file.finiteRaw("mask")).isEmpty();
            assertThatThrownBy(() -> file.raw("halve"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage("small.safetensors has no tensor halve. Nearest of its 7: half.");
        }
        assertThat(half.type()).isEqualTo(RawTensor.Type.F16);
        assertThat(half.bytes().isReadOnly()).isTrue();
        assertThat(half.bytes().isDirect()).isTrue();
        assertThat(half.bytes().getShort()).isEqualTo((short) 0x3c00);
        assertThat(half.bytes().remaining()).isEqualTo(2);
        assertThat(brain.type()).isEqualTo(RawTensor.Type.BF16);
        assertThat(brain.bytes().getShort(0)).isEqualTo((short) 0xc040);
    }

    @Test
    void ggufGivesHalvesAsTheyAre() {
        var bytes = new FileBytes()
                .gguf(3, 2, 0)
                .tensor("half", 1, 0, 2)
                .tensor("brain", 30, 32, 1)
                .pad(32)
                .u16(1)
                .u16(2)
                .pad(32)
                .u16(0x7f80)
                .save(folder.resolve("halves.gguf"));
        try (var gguf = Gguf.open(bytes)) {
            assertThat(gguf.finiteRaw("half").orElseThrow().bytes())
                    .isEqualTo(ByteBuffer.wrap(new byte[] {1, 0, 2, 0}));
            assertThatThrownBy(() -> gguf.finiteRaw("brain"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage(
                            "halves.gguf: tensor brain is Infinity at [0]. A model with such a weight computes nothing"
                                    + " but NaN; download or convert it again.");
        }
    }
}
