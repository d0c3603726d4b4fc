package dev.azimuth.reft;

import static dev.azimuth.reft.Example.example;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.checkpoint.CheckpointException;
import dev.azimuth.checkpoint.SafetensorsWriter;
import dev.azimuth.checkpoint.TensorSource;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import dev.azimuth.progress.Progress;
import dev.azimuth.progress.ProgressListener;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReftFileTest {
    private static final List<Example> EXAMPLES = List.of(example("one", "two"), example("three", "four"));
    private static final String JSON = "{\"version\":1,\"card\":{\"model\":\"m\",\"width\":4,\"shape\":{"
            + "\"form\":\"LobiReFT\",\"rank\":1,\"layers\":[0],\"ends\":{\"first\":0,\"last\":1},"
            + "\"tied\":true,\"shared\":false},\"chat\":true},\"schedule\":{\"steps\":1,\"batch\":1,"
            + "\"learningRate\":0.1,\"warmup\":0,\"weightDecay\":0,\"stopAt\":0,\"seed\":0},"
            + "\"end\":\"FINISHED\",\"losses\":[],\"seconds\":0,\"examples\":\"\"}";

    @TempDir
    Path folder;

    private final HookedTransformer model = TinyModel.open();

    @Test
    void readsWhatItWrote() {
        Reft reft = LoReft.on(model)
                .rank(2)
                .layers(0, 2)
                .tokens(1, 2)
                .untied()
                .steps(2)
                .train(EXAMPLES);
        Path file = folder.resolve("taught.safetensors");
        reft.save(file);
        Reft read = Reft.load(file);
        assertThat(read).hasToString(reft.toString());
        assertThat(read.card()).isEqualTo(reft.card());
        assertThat(read.training()).hasToString(reft.training().toString());
        assertThat(read.training().losses()).containsExactly(reft.training().losses());
        for (int i = 0; i < reft.variables().size(); i++) {
            assertThat(read.variables().get(i).values())
                    .containsExactly(reft.variables().get(i).values());
        }
    }

    @Test
    void anInterruptedTrainingGoesOnFromAFile() {
        Reft other = LoReft.on(model).rank(2).seed(5).steps(1).train(EXAMPLES);
        ReftTrainer trainer = LoReft.on(model).rank(2).steps(6).besides(other);
        Reft whole = trainer.train(EXAMPLES);
        Progress.listener((label, done, total) -> {
            if (done == 3) {
                Thread.currentThread().interrupt();
            }
        });
        Reft half = trainer.train(EXAMPLES);
        Progress.listener(ProgressListener.SILENT);
        half.save(folder.resolve("half"));
        Reft resumed = Reft.load(folder.resolve("half")).resume(model, EXAMPLES);
        assertThat(resumed.training().losses()).containsExactly(whole.training().losses());
        for (int i = 0; i < whole.variables().size(); i++) {
            assertThat(resumed.variables().get(i).values())
                    .containsExactly(whole.variables().get(i).values());
        }
    }

    @Test
    void anotherModelsIsRefused() {
        Path file = write(JSON, Map.of("pieces.0.R", new float[][] {{0, 1, 0, 0}}, "pieces.0.b", new float[][] {{1}}));
        Reft reft = Reft.load(file);
        assertThatThrownBy(() -> model.with(reft).run("text"))
                .hasMessage("LobiReFT of rank 1 after layer 0 at the last prompt token was trained on m, whose residual"
                        + " stream has 4 numbers; this model's has 48.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"version\":1 | \"version\":2 | version 2 is not 1",
                "\"version\":1 | \"version\":1.5 | Cannot coerce",
                "\"version\":1 | \"version\":1,\"more\":2 | more",
                "\"version\":1 | \"version\":1,\"version\":1 | Duplicate",
                "\"rank\":1 | \"rank\":5 | a rank of 5",
                "\"rank\":1 | \"rank\":2 | not F32 of shape [2, 4]",
                "\"rank\":1 | \"rank\":-1 | must be at least 1",
                "\"width\":4 | \"width\":2000000000 | a width of 2000000000",
                "\"width\":4 | \"width\":8 | not F32 of shape [1, 8]",
                "\"layers\":[0] | \"layers\":[-1] | from 0 up",
                "\"layers\":[0] | \"layers\":[0,1] | 2 tensors where there should be 4",
                "\"last\":1},\"tied\":true | \"last\":2147483647},\"tied\":false | should be 4294967294",
                "LobiReFT | XReFT | XReFT",
                "LobiReFT | LoReFT | should be 3",
                "\"end\":\"FINISHED\" | \"end\":\"INTERRUPTED\" | no tensor pieces.0.R.first",
                "\"end\":\"FINISHED\" | \"end\":0 | not allowed",
                "\"losses\":[] | \"losses\":[1,2] | 2 losses of 1 steps",
                "\"losses\":[] | \"losses\":null | losses",
                "\"losses\":[] | \"losses\":[null] | null",
                "\"learningRate\":0.1 | \"learningRate\":-1 | above 0",
                "\"examples\":\"\"} | \"examples\":\"\"}{} | Trailing",
            })
    void aHostileTextIsRefused(String from, String to, String message) {
        assertThat(JSON).contains(from);
        Path file = write(
                JSON.replace(from, to),
                Map.of("pieces.0.R", new float[][] {{0, 1, 0, 0}}, "pieces.0.b", new float[][] {{1}}));
        assertThatThrownBy(() -> Reft.load(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("hostile")
                .hasMessageContaining(message);
    }

    @Test
    void hostileNumbersAreRefused() {
        float[][] b = {{1}};
        float[][] r = {{0, 1, 0, 0}};
        assertRefused(Map.of("pieces.0.R", new float[][] {{0, 2, 0, 0}}, "pieces.0.b", b), "not orthonormal");
        assertRefused(Map.of("pieces.0.R", new float[][] {{0, Float.NaN, 0, 0}}, "pieces.0.b", b), "no number");
        assertRefused(Map.of("pieces.0.R", r, "x", b), "no tensor pieces.0.b");
        assertRefused(Map.of("pieces.0.R", r, "pieces.0.b", b, "x", b), "the tensors [x]");
        Path other = folder.resolve("other");
        SafetensorsWriter.write(other, Map.of(), Map.of());
        assertThatThrownBy(() -> Reft.load(other)).hasMessageContaining("no text called azimuth.reft");
    }

    private void assertRefused(Map<String, float[][]> tensors, String message) {
        Path file = write(JSON, tensors);
        assertThatThrownBy(() -> Reft.load(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("hostile")
                .hasMessageContaining(message);
    }

    private Path write(String json, Map<String, float[][]> tensors) {
        Map<String, TensorSource> sources = new LinkedHashMap<>();
        tensors.forEach((name, rows) -> {
            ByteBuffer floats =
                    ByteBuffer.allocate(4 * rows.length * rows[0].length).order(ByteOrder.nativeOrder());
            for (float[] row : rows) {
                for (float value : row) {
                    floats.putFloat(value);
                }
            }
            floats.flip();
            sources.put(name, new TensorSource(List.of((long) rows.length, (long) rows[0].length), () -> floats));
        });
        Path file = folder.resolve("hostile");
        SafetensorsWriter.write(file, Map.of("azimuth.reft", json), sources);
        return file;
    }
}
