package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufTest {
    @TempDir
    Path folder;

    /** One entry of every type of metadata, and an F32 and a Q8_0 tensor. */
    static FileBytes small() {
        var bytes = new FileBytes().gguf(3, 2, 17);
        bytes.string("general.architecture").u32(8).string("llama");
        bytes.string("u8").u32(0).u8(200);
        bytes.string("i8").u32(1).u8(200);
        bytes.string("u16").u32(2).u16(60_000);
        bytes.string("i16").u32(3).u16(60_000);
        bytes.string("u32").u32(4).u32(4_000_000_000L);
        bytes.string("i32").u32(5).u32(4_000_000_000L);
        bytes.string("f32").u32(6).f32(1e-5f);
        bytes.string("yes").u32(7).u8(1);
        bytes.string("u64").u32(10).u64(-1);
        bytes.string("i64").u32(11).u64(-1);
        bytes.string("f64").u32(12).f64(0.1);
        bytes.string("tokens").u32(9).u32(8).u64(2).string("Ġthe").string("");
        bytes.string("types").u32(9).u32(5).u64(2).u32(3).u32(-1);
        bytes.string("scores").u32(9).u32(6).u64(1).f32(-0.5f);
        bytes.string("nested").u32(9).u32(9).u64(1).u32(0).u64(2).u8(7, 8);
        bytes.string("none").u32(9).u32(8).u64(0);
        bytes.tensor("norm.weight", 0, 0, 3)
                .tensor("embed.weight", 8, 32, 32, 2)
                .pad(32);
        bytes.f32(1, -2, 3).pad(32);
        for (int row = 1; row <= 2; row++) {
            bytes.u16(0x3c00).bytes(new byte[31]).u8(row); // scale 1, last value of the row its number
        }
        return bytes;
    }

    /** One block, all of whose bytes are 1, of every type. */
    static FileBytes everyType() {
        var bytes = new FileBytes().gguf(3, GgmlType.values().length, 0);
        long offset = 0;
        for (GgmlType type : GgmlType.values()) {
            bytes.tensor(type.name(), type.id(), offset, type.blockSize());
            offset += (type.bytesPerBlock() + 31L) / 32 * 32;
        }
        bytes.pad(32);
        for (GgmlType type : GgmlType.values()) {
            byte[] block = new byte[type.bytesPerBlock()];
            Arrays.fill(block, (byte) 1);
            bytes.pad(32).bytes(block);
        }
        return bytes;
    }

    private Gguf open() {
        return Gguf.open(small().save(folder.resolve("small.gguf")));
    }

    @Test
    void givesMetadataByItsType() {
        try (var gguf = open()) {
            assertThat(gguf.string("general.architecture")).isEqualTo("llama");
            assertThat(gguf.integer("u8")).isEqualTo(200);
            assertThat(gguf.integer("i8")).isEqualTo(-56);
            assertThat(gguf.integer("u16")).isEqualTo(60_000);
            assertThat(gguf.integer("i16")).isEqualTo(-5_536);
            assertThat(gguf.integer("u32")).isEqualTo(4_000_000_000L);
            assertThat(gguf.integer("i32")).isEqualTo(-294_967_296);
            assertThat(gguf.integer("i64")).isEqualTo(-1);
            assertThat(gguf.number("f32")).isEqualTo(1e-5f);
            assertThat(gguf.number("f64")).isEqualTo(0.1);
            assertThat(gguf.number("u8")).isEqualTo(200);
            assertThat(gguf.flag("yes")).isTrue();
            assertThat(gguf.strings("tokens")).containsExactly("Ġthe", "");
            assertThat(gguf.strings("none")).isEmpty();
            assertThat(gguf.numbers("types")).containsExactly(3L, -1L);
            assertThat(gguf.numbers("scores")).containsExactly(-0.5f);
            assertThat(gguf.metadata())
                    .containsEntry("u64", new BigInteger("18446744073709551615"))
                    .containsEntry("nested", List.of(List.of(7L, 8L)))
                    .hasSize(17);
            assertThat(gguf.findString("general.name")).isEmpty();
            assertThat(gguf.findFlag("yes")).contains(true);
            assertThat(gguf.findInteger("u8")).contains(200L);
            assertThat(gguf.findNumber("f64")).contains(0.1);
            assertThat(gguf.findStrings("absent")).isEmpty();
            assertThat(gguf.findNumbers("absent")).isEmpty();
        }
    }

    @Test
    void metadataCannotBeChanged() {
        try (var gguf = open()) {
            assertThatThrownBy(() -> gguf.metadata().clear()).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> gguf.strings("tokens").clear()).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void saysWhichMetadataIsMissingOrOfAnotherType() {
        try (var gguf = open()) {
            assertThatThrownBy(() -> gguf.string("general.architectur"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage(
                            "small.gguf has no metadata general.architectur. Nearest of its 17: general.architecture.");
            assertThatThrownBy(() -> gguf.integer("general.architecture"))
                    .hasMessage("small.gguf: metadata general.architecture should be a whole number, but is llama.");
            assertThatThrownBy(() -> gguf.strings("types"))
                    .hasMessage("small.gguf: metadata types should be an array of texts, but is [3, -1].");
        }
    }

    @Test
    void listsTensorsOutermostDimensionFirst() {
        try (var gguf = open()) {
            assertThat(gguf.version()).isEqualTo(3);
            assertThat(gguf.names()).containsExactly("norm.weight", "embed.weight");
            TensorInfo embed = gguf.info("embed.weight");
            assertThat(embed.shape()).containsExactly(2L, 32L);
            assertThat(embed.dimensions()).containsExactly(2, 32);
            assertThat(embed.elements()).isEqualTo(64);
            assertThat(embed.bytes()).isEqualTo(68);
            assertThat(embed.offset() % 32).isZero();
            assertThat(gguf.type("embed.weight")).isEqualTo(GgmlType.Q8_0);
            assertThat(gguf).hasToString("Gguf(small.gguf, version 3, 2 tensors)");
        }
    }

    @Test
    void decodesToFreshDirectBuffersInNativeOrder() {
        try (var gguf = open()) {
            ByteBuffer norm = gguf.floats("norm.weight");
            assertThat(norm.isDirect()).isTrue();
            assertThat(norm.order()).isEqualTo(ByteOrder.nativeOrder());
            assertThat(Floats.array(norm)).containsExactly(1, -2, 3);
            norm.putFloat(0, 9);
            assertThat(Floats.array(gguf.floats("norm.weight"))).containsExactly(1, -2, 3);
            float[] embed = Floats.array(gguf.floats("embed.weight"));
            assertThat(embed).hasSize(64);
            assertThat(embed[31]).isEqualTo(1);
            assertThat(embed[63]).isEqualTo(2);
        }
    }

    @Test
    void decodesEveryType() {
        try (var gguf = Gguf.open(everyType().save(folder.resolve("every.gguf")))) {
            assertThat(gguf.names()).hasSize(GgmlType.values().length);
            for (String name : gguf.names()) {
                int size = GgmlType.valueOf(name).blockSize();
                assertThat(Floats.array(gguf.floats(name)))
                        .as(name)
                        .hasSize(size)
                        .isNotEqualTo(new float[size]);
            }
        }
    }

    @Test
    void severalThreadsMayDecodeAtOnce() {
        try (var gguf = open()) {
            assertThat(IntStream.range(0, 500).parallel().mapToObj(i -> Floats.array(gguf.floats("embed.weight"))))
                    .allSatisfy(values -> assertThat(values[63]).isEqualTo(2));
        }
    }

    @Test
    void saysWhichTensorIsMissing() {
        try (var gguf = open()) {
            assertThatThrownBy(() -> gguf.floats("embed.weigth"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage("small.gguf has no tensor embed.weigth. It has norm.weight, embed.weight.");
        }
    }

    @Test
    void closedItSaysSo() {
        var gguf = open();
        gguf.close();
        assertThatThrownBy(() -> gguf.floats("norm.weight"))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("small.gguf has been closed; open it again to read tensor norm.weight.");
    }

    @Test
    void readsVersionTwo() {
        byte[] bytes = small().toArray();
        bytes[4] = 2;
        try (var gguf = Gguf.open(FileBytes.save(folder.resolve("two.gguf"), bytes))) {
            assertThat(gguf.version()).isEqualTo(2);
            assertThat(Floats.array(gguf.floats("norm.weight"))).containsExactly(1, -2, 3);
        }
    }

    @Test
    void readsAVocabularyWithoutTensors() {
        var bytes = new FileBytes().gguf(3, 0, 1).string("general.name").u32(8).string("vocabulary");
        try (var gguf = Gguf.open(bytes.save(folder.resolve("vocab.gguf")))) {
            assertThat(gguf.names()).isEmpty();
            assertThatThrownBy(() -> gguf.info("a")).hasMessage("vocab.gguf has no tensor a. It has none.");
        }
    }

    @Test
    void readsTextsLongerThanTheWindow() {
        String text = "ä".repeat(100_000);
        var bytes = new FileBytes()
                .gguf(3, 0, 2)
                .string("long")
                .u32(8)
                .string(text)
                .string("end")
                .u32(0)
                .u8(5);
        try (var gguf = Gguf.open(bytes.save(folder.resolve("long.gguf")))) {
            assertThat(gguf.string("long")).isEqualTo(text);
            assertThat(gguf.integer("end")).isEqualTo(5);
        }
    }

    @Test
    void alignsAsTheFileSays() {
        var bytes =
                new FileBytes().gguf(3, 2, 1).string("general.alignment").u32(4).u32(8);
        bytes.tensor("a", 0, 0, 1).tensor("b", 0, 8, 1).pad(8).f32(1).pad(8).f32(2);
        try (var gguf = Gguf.open(bytes.save(folder.resolve("eight.gguf")))) {
            assertThat(Floats.array(gguf.floats("b"))).containsExactly(2);
        }
    }
}
