package dev.azimuth.model;

import static dev.azimuth.edit.Orthogonalization.orthogonalize;
import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.hook.HookName.z;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.checkpoint.CheckpointException;
import dev.azimuth.checkpoint.ChildJvm;
import dev.azimuth.direction.Direction;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.Intervention;
import dev.azimuth.progress.Progress;
import dev.azimuth.progress.ProgressListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HarvestFolderTest {
    private static final int TOKENS_A_PART = 60;
    private static final List<String> TEXTS =
            IntStream.range(0, 24).mapToObj(i -> "z".repeat(1 + i * 7 % 30)).toList();

    @TempDir
    Path folder;

    private final HookedTransformer model = TinyModel.open();

    @AfterEach
    void silence() {
        Progress.listener(ProgressListener.SILENT);
    }

    private static Harvest harvest(HookedTransformer model) {
        return model.harvest(TEXTS).at(residPost(1), z(2));
    }

    private Activations store(Harvest harvest, TokenRows tokens) {
        return new HarvestFolder(folder, harvest.reading(tokens), TOKENS_A_PART).goOn();
    }

    private static void assertSame(Activations found, Activations wanted) {
        assertThat(found.names()).isEqualTo(wanted.names());
        assertThat(found.texts()).isEqualTo(wanted.texts());
        for (int text = 0; text < wanted.texts(); text++) {
            assertThat(found.rowsOf(text)).isEqualTo(wanted.rowsOf(text));
        }
        for (HookName name : wanted.names()) {
            float[][] rows = found.rows(name);
            float[][] others = wanted.rows(name);
            assertThat(rows.length).isEqualTo(others.length);
            for (int row = 0; row < others.length; row++) {
                assertThatTensor(rows[row]).isCloseTo(others[row], 1e-5);
            }
        }
    }

    @Test
    void whatIsStoredIsWhatMemoryHolds() {
        assertSame(store(harvest(model), TokenRows.EVERY), harvest(model).everyToken());
        Activations again = Activations.open(folder);
        assertSame(again, harvest(model).everyToken());
        int half = again.count() / 2;
        assertThat(again.rows(z(2), 3, half)).isDeepEqualTo(Arrays.copyOfRange(again.rows(z(2)), 3, half));
        assertThat(again.rows(z(2), 3, 3)).isEmpty();
        assertThat(again.moments(z(2)).count()).isEqualTo(again.count());
        assertThat(parts()).hasSizeGreaterThan(4);
    }

    @Test
    void theFluentWayStoresToo() {
        assertSame(harvest(model).to(folder).lastToken(), harvest(model).lastToken());
        assertSame(Activations.open(folder), harvest(model).lastToken());
        assertThatThrownBy(() -> harvest(model).to(folder).moments())
                .hasMessage("Moments are not stored in " + folder
                        + ". Leave out to(…), or store the activations and ask these for moments(…).");
    }

    @Test
    void aStoppedHarvestGoesOnAfterItsLastPart() throws IOException {
        Progress.listener((label, done, total) -> {
            if (label.equals("reading activations") && done == 3) {
                Thread.currentThread().interrupt();
            }
        });
        assertThatThrownBy(() -> store(harvest(model), TokenRows.last(1)))
                .isInstanceOf(CancellationException.class)
                .hasMessageStartingWith("Stopped while reading activations, after 4 of ");
        Progress.listener(ProgressListener.SILENT);
        List<Path> stored = parts();
        assertThat(stored).isNotEmpty();
        assertThatThrownBy(() -> Activations.open(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("There is no finished harvest in " + folder + ": it has " + stored.size() + " parts, but no"
                        + " harvest.json. Run the same harvest to it, and it goes on after them.");
        FileTime longAgo = FileTime.fromMillis(0);
        for (Path part : stored) {
            Files.setLastModifiedTime(part, longAgo);
        }
        Activations whole = store(harvest(model), TokenRows.last(1));
        for (Path part : stored) {
            assertThat(Files.getLastModifiedTime(part)).isEqualTo(longAgo);
        }
        assertSame(whole, harvest(model).lastToken());
    }

    @Test
    void anotherHarvestIsRefusedByWhatItHasDifferent() {
        store(harvest(model), TokenRows.last(1));
        float[] vector = new float[48];
        vector[3] = 1;
        Direction direction = Direction.of("three", "by hand", residPost(0), vector, 1);
        assertRefused(harvest(model), TokenRows.last(2), "tokens are the last 1, but here they are the last 2");
        assertRefused(
                model.harvest(TEXTS).at(residPost(1)),
                TokenRows.last(1),
                "places are blocks.1.hook_resid_post, blocks.2.attn.hook_z, but here they are blocks.1.hook_resid_post.");
        assertRefused(
                model.harvest(TEXTS.subList(0, 23)).at(residPost(1), z(2)), TokenRows.last(1), "prompts are 24 of ");
        assertRefused(
                harvest(model.edit(orthogonalize(direction))), TokenRows.last(1), "weights are llama, 3 layers, ");
        assertRefused(harvest(model.in(Precision.BFLOAT16)), TokenRows.last(1), "weights are llama, 3 layers, ");
        assertRefused(
                harvest(model.with(Intervention.at(residPost(0), x -> x.mul(2)))),
                TokenRows.last(1),
                "interventions are [], but here they are [intervention at blocks.0.hook_resid_post]");
    }

    private void assertRefused(Harvest harvest, TokenRows tokens, String message) {
        assertThatThrownBy(() -> store(harvest, tokens))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(folder + " holds another harvest: its " + message)
                .hasMessageEndingWith("Name another folder, or delete that one.");
    }

    @Test
    void interventionsOfOneDescriptionAreToldApartByWhatTheyDo() {
        store(harvest(model.with(Intervention.at(residPost(0), x -> x.mul(2)))), TokenRows.last(1));
        assertThatThrownBy(() ->
                        store(harvest(model.with(Intervention.at(residPost(0), x -> x.mul(2.1f)))), TokenRows.last(1)))
                .hasMessage(folder + " holds the activations of another model: those of the first prompt at"
                        + " blocks.1.hook_resid_post are not what this one computes. Do its interventions differ? Name"
                        + " another folder, or delete that one.");
    }

    @Test
    void anIndexCutAnywhereIsWrittenAnew() throws IOException {
        store(harvest(model), TokenRows.last(1));
        Path index = folder.resolve("harvest.json");
        byte[] whole = Files.readAllBytes(index);
        for (int length = 0; length < whole.length - 1; length++) { // but for the line's end
            Files.write(index, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Activations.open(folder))
                    .hasMessage(
                            index + " is damaged. Run the same harvest again: it keeps its parts and writes the index"
                                    + " anew.");
        }
        assertSame(store(harvest(model), TokenRows.last(1)), harvest(model).lastToken());
        assertThat(index).hasBinaryContent(whole);
    }

    @Test
    void aMissingPartIsReadAgainAndADamagedOneNamed() throws IOException {
        Activations whole = store(harvest(model), TokenRows.last(1));
        int count = parts().size();
        Files.delete(folder.resolve("part-00001.safetensors"));
        assertThatThrownBy(() -> Activations.open(folder))
                .hasMessage("The harvest in " + folder + " has 1 of its " + count
                        + " parts. Run the same harvest to it again, and it reads what is missing.");
        assertSame(store(harvest(model), TokenRows.last(1)), whole);

        Path damaged = folder.resolve("part-00002.safetensors");
        byte[] bytes = Files.readAllBytes(damaged);
        Files.write(damaged, Arrays.copyOf(bytes, bytes.length - 1));
        assertThatThrownBy(() -> store(harvest(model), TokenRows.last(1)))
                .hasMessageStartingWith(
                        damaged + " is no whole part of a harvest. Delete it and run the harvest again. ");
    }

    /** What is killed. */
    static final class Child {
        private Child() {}

        /** Stores a harvest in the folder that is named. */
        public static void main(String[] arguments) {
            new HarvestFolder(Path.of(arguments[0]), many(TinyModel.open()), TOKENS_A_PART).goOn();
        }
    }

    private static HarvestReading many(HookedTransformer model) {
        List<String> texts =
                IntStream.range(0, 2000).mapToObj(i -> "w".repeat(1 + i % 60)).toList();
        return model.harvest(texts).at(residPost()).reading(TokenRows.EVERY);
    }

    @Test
    void aKilledProcessLeavesOnlyWholePartsAndAnotherGoesOn() throws IOException, InterruptedException {
        for (int kill = 0; kill < 3; kill++) {
            Process child = ChildJvm.start(Child.class, folder.resolve("log"), folder.toString());
            try {
                int before = parts().size();
                while (child.isAlive() && parts().size() < before + 3) {
                    Thread.sleep(1);
                }
                Thread.sleep(17L * kill);
            } finally {
                child.destroyForcibly().waitFor();
            }
            assertThat(Files.readString(folder.resolve("log"))).isEmpty();
            assertThat(folder.resolve("harvest.json"))
                    .as("it was killed in the middle")
                    .doesNotExist();
            assertThat(StoredActivations.parts(folder)).hasSize(parts().size()).hasSizeGreaterThan(3 * kill);
        }
        HarvestReading reading = many(model);
        Activations whole = new HarvestFolder(folder, reading, 1 << 20).goOn();
        CollectedRows wanted = new CollectedRows(reading, 0, reading.texts());
        reading.read(reading.batches(0, reading.texts()), wanted::add);
        assertSame(whole, new Activations(wanted.bySite(), reading.rowsOfTexts()));
    }

    private List<Path> parts() {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
