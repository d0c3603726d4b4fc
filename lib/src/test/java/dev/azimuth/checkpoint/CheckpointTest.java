package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    @TempDir
    Path folder;

    @Test
    void knowsGgufByItsFirstBytes() {
        try (var checkpoint = Checkpoint.open(GgufTest.small().save(folder.resolve("blob")))) {
            assertThat(checkpoint).isInstanceOf(Gguf.class);
        }
    }

    @Test
    void knowsSafetensorsByItsName() {
        try (var checkpoint = Checkpoint.open(SafetensorsTest.small().save(folder.resolve("a.safetensors")))) {
            assertThat(checkpoint).isInstanceOf(Safetensors.class);
        }
    }

    @Test
    void refusesAllElse() {
        Path file = new FileBytes().text("PK").save(folder.resolve("pytorch_model.bin"));
        assertThatThrownBy(() -> Checkpoint.open(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(
                        file + " is neither GGUF nor named *.safetensors. Give a .gguf file, a .safetensors file, or a"
                                + " folder with config.json and model.safetensors.");
        Path html = new FileBytes().text("<html>").save(folder.resolve("model.gguf"));
        assertThatThrownBy(() -> Checkpoint.open(html))
                .hasMessageStartingWith("model.gguf: magic at byte 0 is 3c68746d,");
        Path absent = folder.resolve("absent");
        assertThatThrownBy(() -> Checkpoint.open(absent))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("There is no file " + absent + ".");
        assertThatThrownBy(() -> Gguf.open(folder)).hasMessage(folder + " is a folder, not a model file.");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void refusesWhatIsNotAFile() {
        assertThatThrownBy(() -> Checkpoint.open(Path.of("/dev/zero")))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("/dev/zero is not a regular file.");
    }

    @Test
    void finiteFloatsNameTheFirstValueThatIsNot() {
        String header = "{\"good\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                + "\"bad\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[4,20]}}";
        Path file = FileBytes.safetensors(header)
                .f32(5)
                .f32(1, 2, Float.POSITIVE_INFINITY, Float.NaN)
                .save(folder.resolve("model.safetensors"));
        try (var checkpoint = Checkpoint.open(file)) {
            assertThat(Floats.array(checkpoint.finiteFloats("good"))).containsExactly(5);
            assertThatThrownBy(() -> checkpoint.finiteFloats("bad"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage("model.safetensors: tensor bad is Infinity at [1, 0] and not finite at 1 more places. A"
                            + " model with such a weight computes nothing but NaN; download or convert it again.");
            ByteBuffer row = ByteBuffer.allocateDirect(2 * Float.BYTES).order(ByteOrder.nativeOrder());
            checkpoint.finiteFloats("bad", 0, row);
            assertThat(Floats.array(row)).containsExactly(1, 2);
            assertThatThrownBy(() -> checkpoint.finiteFloats("bad", 2, row))
                    .hasMessageStartingWith(
                            "model.safetensors: tensor bad is Infinity at [1, 0] and not finite at 1 more");
        }
    }
}
