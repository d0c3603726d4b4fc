package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GgufHeaderTest {
    private static final String DAMAGED = " The file is damaged or not GGUF; download it again.";

    @TempDir
    Path folder;

    private static FileBytes gguf(long tensors, long metadata) {
        return new FileBytes().gguf(3, tensors, metadata);
    }

    private static FileBytes oneTensor(int type, long offset, long... dimensions) {
        return gguf(1, 0).tensor("w", type, offset, dimensions).pad(32).bytes(new byte[256]);
    }

    private static FileBytes metadata(int type) {
        return gguf(0, 1).string("k").u32(type);
    }

    static Stream<Arguments> damage() {
        return Stream.of(
                Arguments.of(
                        "wrong magic",
                        new FileBytes().text("<!doctype html>"),
                        "magic at byte 0 is 3c21646f, not 47475546 (\"GGUF\"). This is not a GGUF file, or its start is damaged."),
                Arguments.of(
                        "empty",
                        new FileBytes(),
                        "magic at byte 0 needs 4 bytes, but the file ends at byte 0. The file is cut short; download it again."),
                Arguments.of(
                        "version 1",
                        new FileBytes().gguf(1, 0, 0),
                        "version at byte 4 is 1; versions 2 and 3 are read here. Convert the model again with a current converter."),
                Arguments.of(
                        "version 2^32-1",
                        new FileBytes().gguf(-1, 0, 0),
                        "version at byte 4 is 4294967295; versions 2 and 3 are read here. Convert the model again with a current converter."),
                Arguments.of(
                        "big-endian",
                        new FileBytes().text("GGUF").u8(0, 0, 0, 3),
                        "version at byte 4 is 3 in big-endian order. Only little-endian GGUF is read here; download or convert that variant."),
                Arguments.of(
                        "tensor count",
                        gguf(1L << 62, 0),
                        "tensor count at byte 8 is 4611686018427387904, but the file has only 24 bytes." + DAMAGED),
                Arguments.of(
                        "negative tensor count",
                        gguf(-1, 0),
                        "tensor count at byte 8 is 18446744073709551615, but the file has only 24 bytes." + DAMAGED),
                Arguments.of(
                        "metadata count",
                        gguf(0, 1L << 62),
                        "metadata count at byte 16 is 4611686018427387904, but the file has only 24 bytes." + DAMAGED),
                Arguments.of(
                        "key length",
                        gguf(0, 1).u64(1L << 60).bytes(new byte[5]),
                        "metadata key 0 at byte 24 has 1152921504606846976 bytes, but the file has only 37." + DAMAGED),
                Arguments.of(
                        "text length",
                        metadata(8).u64(-1),
                        "metadata k at byte 37 has 18446744073709551615 bytes, but the file has only 45." + DAMAGED),
                Arguments.of(
                        "key longer than GGUF allows",
                        gguf(0, 1).string("k".repeat(1 << 16)),
                        "metadata key 0 at byte 24 has 65536 bytes, more than the 65535 read here." + DAMAGED),
                Arguments.of(
                        "text that would fill the heap",
                        metadata(8).u64((1 << 24) + 1).bytes(new byte[(1 << 24) + 1]),
                        "metadata k at byte 37 has 16777217 bytes, more than the 16777216 read here." + DAMAGED),
                Arguments.of(
                        "name of a tensor",
                        gguf(1, 0).string("w".repeat(1 << 16)),
                        "name of tensor 0 at byte 24 has 65536 bytes, more than the 65535 read here." + DAMAGED),
                Arguments.of(
                        "more tensors than any model has",
                        gguf((1 << 20) + 1, 0).bytes(new byte[32 << 20]).bytes(new byte[32]),
                        "tensor count at byte 8 is 1048577, more than the 1048576 read here." + DAMAGED),
                Arguments.of(
                        "invalid UTF-8",
                        metadata(8).u64(2).u8(0xc3, 0x28),
                        "metadata k at byte 45 is not valid UTF-8." + DAMAGED),
                Arguments.of(
                        "duplicate key",
                        gguf(0, 2).string("k").u32(0).u8(1).string("k").u32(0).u8(1),
                        "metadata key k at byte 38 appears twice." + DAMAGED),
                Arguments.of(
                        "metadata type",
                        metadata(13).u64(0),
                        "type of metadata k at byte 33 is 13, not one of GGUF's 0 to 12." + DAMAGED),
                Arguments.of(
                        "truth value",
                        metadata(7).u8(2),
                        "metadata k at byte 37 is 2, but a truth value is 0 or 1." + DAMAGED),
                Arguments.of(
                        "array count",
                        metadata(9).u32(8).u64(1L << 61),
                        "element count of metadata k at byte 41 is 2305843009213693952, but the file has only 49 bytes."
                                + DAMAGED),
                Arguments.of(
                        "array of bytes that would fill the heap",
                        metadata(9).u32(0).u64((1 << 24) + 1).bytes(new byte[(1 << 24) + 1]),
                        "metadata k at byte 37 has 16777217 elements; the metadata may hold 16777216 altogether."
                                + DAMAGED),
                Arguments.of(
                        "nested arrays",
                        nested(5),
                        "metadata k[][][][] at byte 85 nests arrays more than 4 deep." + DAMAGED),
                Arguments.of(
                        "alignment 0",
                        gguf(0, 1).string("general.alignment").u32(4).u32(0),
                        "metadata general.alignment is 0, but an alignment is a power of two up to 2^30."
                                + " The file is damaged; download it again."),
                Arguments.of(
                        "alignment 24",
                        gguf(0, 1).string("general.alignment").u32(4).u32(24),
                        "metadata general.alignment is 24, but an alignment is a power of two up to 2^30."
                                + " The file is damaged; download it again."),
                Arguments.of(
                        "alignment a text",
                        gguf(0, 1).string("general.alignment").u32(8).string("32"),
                        "metadata general.alignment is 32, but an alignment is a power of two up to 2^30."
                                + " The file is damaged; download it again."),
                Arguments.of(
                        "no dimensions",
                        gguf(1, 0).string("w").u32(0).u32(0).u64(0).u64(0),
                        "number of dimensions of tensor w at byte 33 is 0, not 1 to 4." + DAMAGED),
                Arguments.of(
                        "five dimensions",
                        oneTensor(0, 0, 1, 1, 1, 1, 1),
                        "number of dimensions of tensor w at byte 33 is 5, not 1 to 4." + DAMAGED),
                Arguments.of(
                        "zero dimension",
                        oneTensor(0, 0, 4, 0),
                        "dimension 1 of tensor w at byte 45 is 0, and with it the tensor cannot lie in the file's 352 bytes."
                                + DAMAGED),
                Arguments.of(
                        "negative dimension",
                        oneTensor(0, 0, -4),
                        "dimension 0 of tensor w at byte 37 is 18446744073709551612, and with it the tensor cannot lie in"
                                + " the file's 320 bytes." + DAMAGED),
                Arguments.of(
                        "product that overflows to a small number",
                        oneTensor(0, 0, 1L << 32, 1L << 32),
                        "dimension 0 of tensor w at byte 37 is 4294967296, and with it the tensor cannot lie in the file's"
                                + " 352 bytes." + DAMAGED),
                Arguments.of(
                        "unknown type",
                        oneTensor(16, 0, 1),
                        "type of tensor w at byte 45 is 16, which is not read here. Quantise the model to one of [F32, F16,"
                                + " Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, Q8_K, IQ4_NL, IQ4_XS,"
                                + " BF16]."),
                Arguments.of(
                        "row that is no whole number of blocks",
                        oneTensor(8, 0, 48, 2),
                        "shape of tensor w at byte 33 is [2, 48], but Q8_0 stores rows in blocks of 32." + DAMAGED),
                Arguments.of(
                        "misaligned offset",
                        oneTensor(0, 4, 1),
                        "offset of tensor w at byte 49 is 4, not a multiple of the alignment 32." + DAMAGED),
                Arguments.of(
                        "offset outside",
                        oneTensor(0, 256, 1),
                        "offset of tensor w at byte 49 is 256: its 4 bytes, counted from the data's start at byte 64, end"
                                + " beyond the file's 320 bytes. The file is cut short or damaged; download it again."),
                Arguments.of(
                        "offset that overflows",
                        oneTensor(0, Long.MIN_VALUE, 1),
                        "offset of tensor w at byte 49 is 9223372036854775808: its 4 bytes, counted from the data's start at"
                                + " byte 64, end beyond the file's 320 bytes. The file is cut short or damaged; download it"
                                + " again."),
                Arguments.of(
                        "duplicate tensor",
                        gguf(2, 0)
                                .tensor("w", 0, 0, 1)
                                .tensor("w", 0, 32, 1)
                                .pad(32)
                                .bytes(new byte[64]),
                        "tensor w at byte 57 appears twice." + DAMAGED),
                Arguments.of(
                        "overlap",
                        gguf(2, 0)
                                .tensor("a", 0, 32, 1)
                                .tensor("b", 0, 0, 9)
                                .pad(32)
                                .bytes(new byte[64]),
                        "offset of tensor a at byte 49 is 32, but the tensors before it end, aligned, at 64."
                                + DAMAGED),
                Arguments.of(
                        "gap",
                        gguf(1, 0).tensor("w", 0, 32, 1).pad(32).bytes(new byte[64]),
                        "offset of tensor w at byte 49 is 32, but the tensors before it end, aligned, at 0." + DAMAGED),
                Arguments.of(
                        "bytes left over",
                        oneTensor(0, 0, 1),
                        "the tensors' end at byte 96 is followed by 224 bytes that belong to none." + DAMAGED),
                Arguments.of(
                        "bytes without tensors",
                        gguf(0, 0).pad(32).u8(1),
                        "the tensors' end at byte 32 is followed by 1 bytes that belong to none." + DAMAGED));
    }

    private static FileBytes nested(int depth) {
        var bytes = metadata(9);
        for (int i = 1; i < depth; i++) {
            bytes.u32(9).u64(1);
        }
        return bytes.u32(0).u64(1).u8(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damage")
    void refuses(String name, FileBytes bytes, String message) {
        Path file = bytes.save(folder.resolve("model.gguf"));
        assertThatThrownBy(() -> Gguf.open(file))
                .isExactlyInstanceOf(CheckpointException.class)
                .hasMessage("model.gguf: " + message);
        OpenFiles.assertClosed(file);
    }

    @Test
    void arraysMayNestFourDeep() {
        try (var gguf = Gguf.open(nested(4).save(folder.resolve("nested.gguf")))) {
            assertThat(gguf.metadata().get("k")).hasToString("[[[[1]]]]");
        }
    }

    static Stream<FileBytes> whole() {
        return Stream.of(GgufTest.small(), GgufTest.everyType());
    }

    @ParameterizedTest
    @MethodSource("whole")
    void refusesTheFileCutAtAnyByte(FileBytes bytes) {
        byte[] whole = bytes.toArray();
        Path file = folder.resolve("cut.gguf");
        for (int length = 0; length < whole.length; length++) {
            FileBytes.save(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Gguf.open(file).close())
                    .as("the first %d of %d bytes", length, whole.length)
                    .isExactlyInstanceOf(CheckpointException.class)
                    .hasMessageStartingWith("cut.gguf: ");
        }
        OpenFiles.assertClosed(file);
    }
}
