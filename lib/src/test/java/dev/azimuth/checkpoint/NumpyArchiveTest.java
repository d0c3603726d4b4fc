package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumpyArchiveTest {
    private static final Path REFERENCES = Path.of("src/test/resources/sae");

    @TempDir
    Path folder;

    private static byte[] array(String header, byte... numbers) {
        return new FileBytes()
                .u8(0x93)
                .text("NUMPY")
                .u8(1, 0)
                .u16(header.length())
                .text(header)
                .bytes(numbers)
                .toArray();
    }

    private static String header(String type, String order, String shape) {
        return "{'descr': '" + type + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }  \n";
    }

    private Path zip(Map<String, byte[]> entries) {
        Path file = folder.resolve("some.npz");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (var entry : entries.entrySet()) {
                ZipEntry stored = new ZipEntry(entry.getKey());
                CRC32 sum = new CRC32();
                sum.update(entry.getValue());
                stored.setMethod(ZipEntry.STORED);
                stored.setSize(entry.getValue().length);
                stored.setCrc(sum.getValue());
                zip.putNextEntry(stored);
                zip.write(entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private Path one(byte[] array) {
        return zip(Map.of("a.npy", array));
    }

    private void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> NumpyArchive.open(file).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(message);
        OpenFiles.assertClosed(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gemma-scope-compressed", "gemma-scope-columns"})
    void readsTheSameNumbersHoweverTheyAreStored(String name) {
        try (var plain = NumpyArchive.open(REFERENCES.resolve("gemma-scope/params.npz"));
                var other = NumpyArchive.open(REFERENCES.resolve(name).resolve("params.npz"))) {
            assertThat(other.names()).containsExactlyInAnyOrder("W_enc", "W_dec", "b_enc", "b_dec", "threshold");
            assertThat(plain.info("W_enc").shape()).containsExactly(8L, 24L);
            for (String tensor : plain.names()) {
                assertThat(other.info(tensor).shape())
                        .isEqualTo(plain.info(tensor).shape());
                assertThat(Floats.array(other.floats(tensor))).containsExactly(Floats.array(plain.floats(tensor)));
            }
            ByteBuffer some = ByteBuffer.allocateDirect(12).order(ByteOrder.nativeOrder());
            other.floats("W_enc", 100, some);
            float[] all = Floats.array(plain.floats("W_enc"));
            assertThat(Floats.array(some)).containsExactly(all[100], all[101], all[102]);
            assertThat(plain.raw("b_dec")).isEmpty();
            assertThat(plain).hasToString("NumpyArchive(params.npz, 5 arrays)");
            assertThatThrownBy(() -> plain.floats("b")).hasMessageStartingWith("params.npz has no tensor b. It has ");
        }
    }

    @Test
    void readsOtherTypesAndScalars() {
        var entries = new LinkedHashMap<String, byte[]>();
        entries.put(
                "d.npy",
                array(header("<f8", "False", "(1,)"), new FileBytes().f64(2.5).toArray()));
        entries.put("h.npy", array(header("<f2", "False", "(1,)"), (byte) 0, (byte) 0x3c));
        entries.put(
                "s.npy",
                array(header("<f4", "True", "()"), new FileBytes().f32(7).toArray()));
        entries.put("n.npy", array(header("<f4", "False", "(0, 3)")));
        try (var archive = NumpyArchive.open(zip(entries))) {
            assertThat(Floats.array(archive.floats("d"))).containsExactly(2.5f);
            assertThat(Floats.array(archive.floats("h"))).containsExactly(1);
            assertThat(Floats.array(archive.floats("s"))).containsExactly(7);
            assertThat(archive.info("s").shape()).isEmpty();
            assertThat(Floats.array(archive.floats("n"))).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "|O; False; (1,); is stored as '|O', which is not decoded. These are: [<f2, <f4, <f8, <i4, <i8].",
                ">f4; False; (1,); is stored as '>f4', which is not decoded.",
                "<f4; Maybe; (1,); has the header '{'descr': '<f4', 'fortran_order': Maybe,",
                "<f4; False; (-1,); not descr, fortran_order and shape",
                "<f4; False; (2,); has 4 bytes of numbers, but its shape [2] of F32 needs 8",
                "<f4; False; (999999999, 999999999, 999999999); has too many values; at most 536870911 fit one buffer",
                "<f4; False; (99999999999,); not descr, fortran_order and shape"
            })
    void refusesHeadersThatDoNotFit(String type, String order, String shape, String message) {
        assertRefused(one(array(header(type, order, shape), new byte[4])), message);
    }

    @Test
    void refusesWhatIsNoArchiveOfArrays() throws IOException {
        Path file = folder.resolve("some.npz");
        assertThatThrownBy(() -> NumpyArchive.open(file)).hasMessage("There is no file " + file + ".");
        Files.writeString(file, "not a zip");
        assertRefused(file, "some.npz is not a readable .npz archive: ");
        assertRefused(zip(Map.of("a.txt", new byte[0])), "entry a.txt is not an array; their names end in .npy.");
        assertRefused(one("pickle".getBytes(StandardCharsets.US_ASCII)), "does not begin as a .npy array does");
        assertRefused(one(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 9, 0}), "is of version 9 of .npy; 1 to 3");
        assertRefused(
                one(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, -1, -1}),
                "gives its header, at byte 8, the length 65535, more than the 4096 read");
        assertRefused(
                one(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 9, 0, '{'}), "ends inside its header");
    }

    @Test
    void refusesMoreDimensionsByColumns() {
        try (var archive = NumpyArchive.open(one(array(header("<f4", "True", "(1, 1, 1)"), new byte[4])))) {
            assertThatThrownBy(() -> archive.floats("a"))
                    .hasMessage("some.npz: array a of shape [1, 1, 1] is stored in Fortran's order, which is read of"
                            + " matrices only.");
        }
    }

    @Test
    void namesANumberThatIsNone() {
        byte[] numbers = new FileBytes().f32(1, Float.NaN).toArray();
        try (var archive = NumpyArchive.open(one(array(header("<f4", "False", "(2,)"), numbers)))) {
            assertThatThrownBy(() -> archive.finiteFloats("a"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("some.npz: tensor a is NaN at [1]");
        }
    }

    /** Whatever byte is wrong: the numbers, or a refusal, and no more memory than the file could fill. */
    @ParameterizedTest
    @ValueSource(strings = {"gemma-scope", "gemma-scope-compressed"})
    void survivesEveryChangedByte(String name) throws IOException {
        byte[] right = Files.readAllBytes(REFERENCES.resolve(name).resolve("params.npz"));
        Random random = new Random(11);
        int refused = 0;
        for (int at = 0; at < right.length; at += 2) {
            byte[] wrong = right.clone();
            wrong[at] ^= (byte) (1 + random.nextInt(255));
            Path file = FileBytes.save(folder.resolve("wrong.npz"), wrong);
            try (var archive = NumpyArchive.open(file)) {
                for (String tensor : archive.names()) {
                    assertThat(archive.floats(tensor).remaining()).isLessThan(1 << 16);
                }
            } catch (CheckpointException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(right.length / 4);
    }
}
