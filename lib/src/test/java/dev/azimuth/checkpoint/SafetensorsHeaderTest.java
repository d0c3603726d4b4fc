package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsHeaderTest {
    private static final String DAMAGED = " The file is damaged; download it again.";

    @TempDir
    Path folder;

    private static FileBytes tensor(String fields) {
        return FileBytes.safetensors("{\"w\":{" + fields + "}}", new byte[8]);
    }

    private static String fields(String dtype, String shape, String offsets) {
        return "\"dtype\":" + dtype + ",\"shape\":" + shape + ",\"data_offsets\":" + offsets;
    }

    static Stream<Arguments> damage() {
        String good = fields("\"F32\"", "[2]", "[0,8]");
        return Stream.of(
                Arguments.of(
                        "empty",
                        new FileBytes(),
                        "header length at byte 0 needs 8 bytes, but the file has only 0." + DAMAGED),
                Arguments.of(
                        "header length",
                        new FileBytes().u64(1L << 60).text("{}"),
                        "header length at byte 0 is 1152921504606846976, but the file has only 10 bytes." + DAMAGED),
                Arguments.of(
                        "negative header length",
                        new FileBytes().u64(-1).text("{}"),
                        "header length at byte 0 is 18446744073709551615, but the file has only 10 bytes." + DAMAGED),
                Arguments.of(
                        "long header",
                        new FileBytes().u64((1 << 24) + 1).bytes(new byte[(1 << 24) + 1]),
                        "header length at byte 0 is 16777217, more than the 16777216 read here." + DAMAGED),
                Arguments.of(
                        "no object",
                        FileBytes.safetensors("[]"),
                        "the header at byte 8 does not begin with {." + DAMAGED),
                Arguments.of(
                        "leading blank",
                        FileBytes.safetensors(" {}"),
                        "the header at byte 8 does not begin with {." + DAMAGED),
                Arguments.of(
                        "invalid UTF-8",
                        new FileBytes().u64(7).text("{\"").u8(0xff).text("\":1}"),
                        "the header at byte 8 is not valid UTF-8." + DAMAGED),
                Arguments.of(
                        "trailing text",
                        FileBytes.safetensors("{} {}"),
                        "the header at byte 8 is followed by more at byte 11." + DAMAGED),
                Arguments.of(
                        "UTF-16",
                        FileBytes.safetensors("{\0}\0"),
                        "the header at byte 8 is not valid JSON before byte 10: Illegal character ((CTRL-CHAR, code 0)): only regular white"
                                + " space (\\r, \\n, \\t) is allowed between tokens." + DAMAGED),
                Arguments.of(
                        "second tensor",
                        FileBytes.safetensors("{\"v\":{" + fields("\"F32\"", "[0]", "[0,0]") + "},\"w\":3}"),
                        "tensor w at byte 62 has fields [], not dtype, shape and data_offsets." + DAMAGED),
                Arguments.of(
                        "duplicate tensor",
                        FileBytes.safetensors("{\"w\":{" + good + "},\"w\":{" + good + "}}", new byte[8]),
                        "the header at byte 8 is not valid JSON before byte 65: Duplicate field 'w'." + DAMAGED),
                Arguments.of(
                        "duplicate field",
                        tensor("\"dtype\":\"F32\"," + good),
                        "the header at byte 8 is not valid JSON before byte 35: Duplicate field 'dtype'." + DAMAGED),
                Arguments.of(
                        "tensor no object",
                        FileBytes.safetensors("{\"w\":3}"),
                        "tensor w at byte 9 has fields [], not dtype, shape and data_offsets." + DAMAGED),
                Arguments.of(
                        "tensor null",
                        FileBytes.safetensors("{\"w\":null}"),
                        "tensor w at byte 9 has fields [], not dtype, shape and data_offsets." + DAMAGED),
                Arguments.of(
                        "missing field",
                        tensor("\"dtype\":\"F32\",\"shape\":[2]"),
                        "tensor w at byte 9 has fields [dtype, shape], not dtype, shape and data_offsets." + DAMAGED),
                Arguments.of(
                        "unknown type",
                        tensor(fields("\"F4\"", "[2]", "[0,8]")),
                        "tensor w at byte 9: dtype is \"F4\", not one of [F64, F32, F16, BF16, F8_E4M3, F8_E5M2, I64, I32, U64, U32,"
                                + " I16, U16, I8, U8, BOOL]."),
                Arguments.of(
                        "type no text",
                        tensor(fields("32", "[2]", "[0,8]")),
                        "tensor w at byte 9: dtype is 32, not one of [F64, F32, F16, BF16, F8_E4M3, F8_E5M2, I64, I32, U64, U32,"
                                + " I16, U16, I8, U8, BOOL]."),
                Arguments.of(
                        "negative dimension",
                        tensor(fields("\"F32\"", "[-2]", "[0,8]")),
                        "tensor w at byte 9: shape holds -2, not a whole number from 0 to 2^63-1." + DAMAGED),
                Arguments.of(
                        "fractional dimension",
                        tensor(fields("\"F32\"", "[2.0]", "[0,8]")),
                        "tensor w at byte 9: shape holds 2.0, not a whole number from 0 to 2^63-1." + DAMAGED),
                Arguments.of(
                        "dimension beyond 63 bits",
                        tensor(fields("\"F32\"", "[9223372036854775808]", "[0,8]")),
                        "tensor w at byte 9: shape holds 9223372036854775808, not a whole number from 0 to 2^63-1."
                                + DAMAGED),
                Arguments.of(
                        "many dimensions",
                        tensor(fields("\"F32\"", "[" + "1,".repeat(64) + "2]", "[0,8]")),
                        "tensor w at byte 9: shape has 65 entries, more than the 64 read here." + DAMAGED),
                Arguments.of(
                        "shape no array",
                        tensor(fields("\"F32\"", "2", "[0,8]")),
                        "tensor w at byte 9: shape is not an array." + DAMAGED),
                Arguments.of(
                        "product that overflows",
                        tensor(fields("\"F32\"", "[4294967296,4294967296]", "[0,8]")),
                        "tensor w at byte 9: data_offsets spans 8 bytes, which does not fit shape [4294967296, 4294967296] of F32."
                                + DAMAGED),
                Arguments.of(
                        "bytes that do not fit the shape",
                        tensor(fields("\"F16\"", "[2]", "[0,8]")),
                        "tensor w at byte 9: data_offsets spans 8 bytes, which does not fit shape [2] of F16."
                                + DAMAGED),
                Arguments.of(
                        "offsets the wrong way round",
                        tensor(fields("\"F32\"", "[2]", "[8,0]")),
                        "tensor w at byte 9: data_offsets is [8, 0], but the data, from byte 62 on, has 8 bytes."
                                + DAMAGED),
                Arguments.of(
                        "three offsets",
                        tensor(fields("\"F32\"", "[2]", "[0,8,8]")),
                        "tensor w at byte 9: data_offsets is [0, 8, 8], but the data, from byte 64 on, has 8 bytes."
                                + DAMAGED),
                Arguments.of(
                        "offsets outside",
                        tensor(fields("\"F32\"", "[3]", "[0,12]")),
                        "tensor w at byte 9: data_offsets is [0, 12], but the data, from byte 63 on, has 8 bytes."
                                + DAMAGED),
                Arguments.of(
                        "gap",
                        tensor(fields("\"F32\"", "[1]", "[4,8]")),
                        "tensor w begins at byte 66 of the file, but the tensor before it ends at byte 62." + DAMAGED),
                Arguments.of(
                        "overlap",
                        FileBytes.safetensors(
                                "{\"v\":{" + fields("\"F32\"", "[1]", "[0,4]") + "},\"w\":{" + good + "}}",
                                new byte[8]),
                        "tensor w begins at byte 115 of the file, but the tensor before it ends at byte 119."
                                + DAMAGED),
                Arguments.of(
                        "bytes left over",
                        tensor(fields("\"F32\"", "[1]", "[0,4]")),
                        "the last tensor ends at byte 66, but the file has 70 bytes." + DAMAGED),
                Arguments.of(
                        "metadata no object",
                        FileBytes.safetensors("{\"__metadata__\":[1]}"),
                        "__metadata__ at byte 9 is not a JSON object." + DAMAGED),
                Arguments.of(
                        "metadata no text",
                        FileBytes.safetensors("{\"__metadata__\":{\"a\":1}}"),
                        "__metadata__ at byte 9: a is not a text." + DAMAGED));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damage")
    void refuses(String name, FileBytes bytes, String message) {
        Path file = bytes.save(folder.resolve("model.safetensors"));
        assertThatThrownBy(() -> Safetensors.open(file))
                .isExactlyInstanceOf(CheckpointException.class)
                .hasMessage("model.safetensors: " + message);
        OpenFiles.assertClosed(file);
    }

    @Test
    void refusesNestingThatWouldExhaustTheStack() {
        Path file = FileBytes.safetensors("{\"w\":" + "[".repeat(100_000)).save(folder.resolve("deep.safetensors"));
        assertThatThrownBy(() -> Safetensors.open(file))
                .isExactlyInstanceOf(CheckpointException.class)
                .hasMessageContaining("nesting depth");
    }

    static Stream<FileBytes> whole() {
        return Stream.of(SafetensorsTest.small(), SafetensorsTest.everyType());
    }

    @ParameterizedTest
    @MethodSource("whole")
    void refusesTheFileCutAtAnyByte(FileBytes bytes) {
        byte[] whole = bytes.toArray();
        Path file = folder.resolve("cut.safetensors");
        for (int length = 0; length < whole.length; length++) {
            FileBytes.save(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Safetensors.open(file).close())
                    .as("the first %d of %d bytes", length, whole.length)
                    .isExactlyInstanceOf(CheckpointException.class)
                    .hasMessageStartingWith("cut.safetensors: ");
        }
        OpenFiles.assertClosed(file);
    }
}
