package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GgufPartsTest {
    @TempDir
    Path folder;

    /** Part {@code number} from 0 on, which is also the value in its one tensor of type F32. */
    static FileBytes part(int number, int count, int tensors, String tensor) {
        return new FileBytes()
                .gguf(3, 1, 4)
                .string("split.no")
                .u32(2)
                .u16(number)
                .string("split.count")
                .u32(2)
                .u16(count)
                .string("split.tensors.count")
                .u32(5)
                .u32(tensors)
                .string("general.name")
                .u32(8)
                .string("part " + number)
                .tensor(tensor, 0, 0, 1)
                .pad(32)
                .f32(number);
    }

    static Path file(Path folder, int number) {
        return folder.resolve("m-0000" + (number + 1) + "-of-00003.gguf");
    }

    /** Three parts with a tensor each: a, b and c. */
    static void save(Path folder) {
        for (int i = 0; i < 3; i++) {
            part(i, 3, 3, String.valueOf((char) ('a' + i))).save(file(folder, i));
        }
    }

    private void assertRefused(int given, String message) {
        assertThatThrownBy(() -> Gguf.open(file(folder, given)))
                .isExactlyInstanceOf(CheckpointException.class)
                .hasMessage(message);
    }

    @AfterEach
    void nothingStaysOpen() {
        Folder.list(folder).forEach(OpenFiles::assertClosed);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void anyPartOpensTheWhole(int given) {
        save(folder);
        try (var checkpoint = Checkpoint.open(file(folder, given))) {
            assertThat(checkpoint.names()).containsExactly("a", "b", "c");
            assertThat(checkpoint.path()).isEqualTo(file(folder, 0));
            assertThat(Floats.array(checkpoint.floats("a"))).containsExactly(0);
            assertThat(Floats.array(checkpoint.floats("c"))).containsExactly(2);
            assertThat(checkpoint.info("b").shape()).containsExactly(1L);
            assertThat(checkpoint).hasToString("Gguf(m-00001-of-00003.gguf, version 3, 3 tensors in 3 files)");
            assertThatThrownBy(() -> checkpoint.floats("d"))
                    .hasMessage("m-00001-of-00003.gguf has no tensor d. It has a, b, c.");
            assertThat(((Gguf) checkpoint).string("general.name")).isEqualTo("part 0");
        }
    }

    @Test
    void oneOfOneNeedsNoSpecialName() {
        try (var gguf = Gguf.open(part(0, 1, 1, "a").save(folder.resolve("whole.gguf")))) {
            assertThat(gguf.names()).containsExactly("a");
            assertThat(gguf).hasToString("Gguf(whole.gguf, version 3, 1 tensors)");
        }
    }

    @Test
    void namesThePartsThatAreMissing() throws IOException {
        save(folder);
        Files.delete(file(folder, 2));
        assertRefused(
                1,
                "m-00002-of-00003.gguf is part 2 of 3, but these parts are missing: [m-00003-of-00003.gguf]."
                        + " Download them into the same folder.");
        Path many = part(4, 60_000, 60_000, "e").save(folder.resolve("m-00005-of-60000.gguf"));
        assertThatThrownBy(() -> Gguf.open(many))
                .hasMessage("m-00005-of-60000.gguf is part 5 of 60000, but these parts are missing:"
                        + " [m-00001-of-60000.gguf, m-00002-of-60000.gguf, m-00003-of-60000.gguf] and 59996 more."
                        + " Download them into the same folder.");
    }

    @Test
    void refusesAPartByAnotherName() throws IOException {
        save(folder);
        String message = " is part 2 of 3 by its metadata split.no and split.count, but not by its name, so the other"
                + " parts cannot be found. Name all parts as they were made, this one NAME-00002-of-00003.gguf.";
        for (String name : new String[] {"m.gguf", "m-00001-of-00003.gguf", "m-00002-of-00004.gguf"}) {
            Path renamed = folder.resolve(name);
            Files.write(renamed, Files.readAllBytes(file(folder, 1)));
            assertThatThrownBy(() -> Gguf.open(renamed)).hasMessage(name + message);
        }
    }

    @Test
    void refusesPartsThatDoNotFit() {
        save(folder);
        part(0, 3, 3, "b").save(file(folder, 1));
        assertRefused(
                0,
                "m-00002-of-00003.gguf: its metadata split.no, split.count and split.tensors.count are 0, 3 and 3, but"
                        + " beside m-00001-of-00003.gguf they should be 1, 3 and 3. The parts are not of one model;"
                        + " download them again.");
        part(1, 3, 3, "a").save(file(folder, 1));
        assertRefused(
                0,
                "m-00002-of-00003.gguf: tensor a is in m-00001-of-00003.gguf already. The parts are not of one model;"
                        + " download them again.");
        GgufTest.small().save(file(folder, 1));
        assertRefused(
                0,
                "m-00002-of-00003.gguf: metadata split.count is missing, but a part of a split model needs a whole number"
                        + " from 1 to 2147483647 there. The file is damaged; download it again.");
        for (int i = 0; i < 3; i++) {
            part(i, 3, 4, String.valueOf(i)).save(file(folder, i));
        }
        assertRefused(
                2,
                "m-00001-of-00003.gguf: metadata split.tensors.count is 4, but the 3 parts hold 3 tensors. Download the"
                        + " parts again.");
    }

    @Test
    void refusesNumbersThatCannotBe() {
        part(3, 3, 3, "a").save(file(folder, 0));
        assertRefused(
                0,
                "m-00001-of-00003.gguf: metadata split.no is 3, but a part of a split model needs a whole number from 0 to"
                        + " 2 there. The file is damaged; download it again.");
        part(0, 0, 3, "a").save(file(folder, 0));
        assertRefused(
                0,
                "m-00001-of-00003.gguf: metadata split.count is 0, but a part of a split model needs a whole number from 1"
                        + " to 2147483647 there. The file is damaged; download it again.");
        part(0, 3, 0, "a").save(file(folder, 0));
        assertRefused(
                0,
                "m-00001-of-00003.gguf: metadata split.tensors.count is 0, but a part of a split model needs a whole number"
                        + " from 1 to 2147483647 there. The file is damaged; download it again.");
    }

    @Test
    void refusesAPartCutAtAnyByte() {
        save(folder);
        byte[] whole = part(2, 3, 3, "c").toArray();
        Stream.iterate(whole.length - 1, length -> length >= 0, length -> length - 1)
                .forEach(length -> {
                    FileBytes.save(file(folder, 2), Arrays.copyOf(whole, length));
                    assertThatThrownBy(() -> Gguf.open(file(folder, 0)).close())
                            .as("the first %d of %d bytes", length, whole.length)
                            .isExactlyInstanceOf(CheckpointException.class)
                            .hasMessageStartingWith("m-00003-of-00003.gguf: ");
                    OpenFiles.assertClosed(file(folder, 0));
                });
    }
}
