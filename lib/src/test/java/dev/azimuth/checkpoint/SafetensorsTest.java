package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
    @TempDir
    Path folder;

    /** A tensor of each type that is decoded, and one that is not; stored in another order than listed. */
    static FileBytes small() {
        String header = "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"single\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[8,16]},"
                + "\"double\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]},"
                + "\"half\":{\"dtype\":\"F16\",\"shape\":[],\"data_offsets\":[16,18]},"
                + "\"brain\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[18,20]},"
                + "\"ids\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[20,28]},"
                + "\"empty\":{\"dtype\":\"F32\",\"shape\":[0,4],\"data_offsets\":[28,28]},"
                + "\"mask\":{\"dtype\":\"BOOL\",\"shape\":[3],\"data_offsets\":[28,31]}} ";
        return FileBytes.safetensors(header)
                .f64(0.1)
                .f32(1, -2)
                .u16(0x3c00)
                .u16(0xc040)
                .u64(49_151)
                .u8(1, 0, 1);
    }

    /** One value, all of whose bytes are 0, of every type. */
    static FileBytes everyType() {
        var entries = new ArrayList<String>();
        int end = 0;
        for (SafetensorsType type : SafetensorsType.values()) {
            entries.add("\"" + type + "\":{\"dtype\":\"" + type + "\",\"shape\":[1],\"data_offsets\":[" + end + ","
                    + (end += type.bytes()) + "]}");
        }
        return FileBytes.safetensors("{" + String.join(",", entries) + "}", new byte[end]);
    }

    private Safetensors open() {
        return Safetensors.open(small().save(folder.resolve("small.safetensors")));
    }

    @Test
    void decodesEveryFloatingType() {
        try (var file = open()) {
            assertThat(Floats.array(file.floats("double"))).containsExactly(0.1f);
            assertThat(Floats.array(file.floats("single"))).containsExactly(1, -2);
            assertThat(Floats.array(file.floats("half"))).containsExactly(1);
            assertThat(Floats.array(file.floats("brain"))).containsExactly(-3);
            assertThat(Floats.array(file.floats("ids"))).containsExactly(49_151);
            assertThat(Floats.array(file.floats("empty"))).isEmpty();
            assertThat(file.floats("single").isDirect()).isTrue();
            assertThat(file.floats("single").order()).isEqualTo(ByteOrder.nativeOrder());
        }
    }

    @Test
    void listsTensorsAndTexts() {
        try (var file = open()) {
            assertThat(file.names()).containsExactly("single", "double", "half", "brain", "ids", "empty", "mask");
            assertThat(file.metadata()).containsOnlyKeys("format").containsEntry("format", "pt");
            assertThat(file.info("single").shape()).containsExactly(2L, 1L);
            assertThat(file.info("half").shape()).isEmpty();
            assertThat(file.info("half").elements()).isEqualTo(1);
            assertThat(file.info("mask").type()).isEqualTo("BOOL");
            assertThat(file).hasToString("Safetensors(small.safetensors, 7 tensors)");
        }
    }

    @Test
    void saysWhatCannotBeRead() {
        try (var file = open()) {
            assertThatThrownBy(() -> file.floats("mask"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage("small.safetensors: tensor mask is stored as BOOL, which is not decoded."
                            + " These are: [F64, F32, F16, BF16, F8_E4M3, F8_E5M2, I64, I32].");
            assertThatThrownBy(() -> file.floats("singles"))
                    .hasMessage("small.safetensors has no tensor singles. Nearest of its 7: single.");
        }
        String header = "{\"n\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}";
        var large = FileBytes.safetensors(header).u64((1 << 24) + 1).save(folder.resolve("large.safetensors"));
        try (var file = Safetensors.open(large)) {
            assertThatThrownBy(() -> file.floats("n"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage("large.safetensors: tensor n holds the whole number 16777217, which float32 cannot hold"
                            + " exactly.");
        }
    }

    @Test
    void opensWithoutTensors() {
        try (var file = Safetensors.open(FileBytes.safetensors("{}").save(folder.resolve("none.safetensors")))) {
            assertThat(file.names()).isEmpty();
            assertThat(file.metadata()).isEmpty();
        }
    }
}
