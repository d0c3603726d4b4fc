package dev.azimuth.intervention;

import static dev.azimuth.hook.HookName.attnOut;
import static dev.azimuth.hook.HookName.mlpOut;
import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.hook.HookName.residPre;
import static dev.azimuth.intervention.Ablation.ablation;
import static dev.azimuth.intervention.PromptReading.prompt;
import static dev.azimuth.intervention.Rotation.rotationTowards;
import static dev.azimuth.intervention.Steering.steering;
import static dev.azimuth.intervention.TinyEdits.MAP;
import static dev.azimuth.intervention.TinyEdits.MODEL;
import static dev.azimuth.intervention.TinyEdits.direction;
import static dev.azimuth.intervention.TinyEdits.logits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import dev.azimuth.checkpoint.CheckpointException;
import dev.azimuth.checkpoint.SafetensorsWriter;
import dev.azimuth.checkpoint.TensorSource;
import dev.azimuth.hook.Positions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EditsTest {
    private static final String EDIT = "{'name':'x','kind':'affine','gate':{'kind':'open'},'at':'hook_resid_post',"
            + "'tokens':'at every token','strength':1,'schedule':{'kind':'constant'},'keeps_norm':false}";

    @TempDir
    private Path folder;

    /** One of everything that can be said. */
    private static Edits everything() {
        Condition condition = prompt(direction("harm", 2))
                .in(residPre(0))
                .cosineAbove(-0.9)
                .and(prompt(direction("fiction", 3))
                        .in(residPost(0))
                        .at(Positions.last())
                        .projectionAbove(1e9)
                        .not())
                .or(prompt(direction("c", 4)).in(residPre(1)).castAbove(0.5));
        return ablation(direction("gone", 1))
                .strength(0.5)
                .then(AffineEdit.of("map", MAP, attnOut(0).or(mlpOut()))
                        .gate(Gate.soft(0.1, 0.3)
                                .unless(direction("veto", 5), 0.3)
                                .onlyIf(direction("only", 6), -3))
                        .schedule(Schedule.kernel(1, 1, 0.2, 1.5))
                        .at(Positions.at(0, -1).ifPresent()))
                .then(steering(direction("push", 7)).scale(-2).layers(1, 2).when(condition))
                .then(rotationTowards(direction("to", 8), 0.3)
                        .keepingNorm()
                        .layers(List.of(0, 2))
                        .schedule(Schedule.perLayer(Map.of(0, 0.5, 2, -0.25))))
                .then(AffineEdit.of("gated", MAP, residPost(2))
                        .gate(Gate.above(-0.1))
                        .at(Positions.prompt()));
    }

    @Test
    void actsAsItsEditsOneAfterTheOther() {
        Edits edits = everything();
        float[] together = logits(edits);
        assertThat(together).isEqualTo(logits(edits.list().toArray(PlacedEdit<?>[]::new)));
        assertThat(together).isNotEqualTo(logits());
        Edits last = Edits.of(edits.list().get(4));
        assertThat(logits(Edits.of(edits.list().subList(0, 4)).then(last))).isEqualTo(together);
        assertThat(MODEL.with(edits).generator().maxTokens(3).generate("words").ids())
                .isEqualTo(MODEL.with(edits.list().toArray(PlacedEdit<?>[]::new))
                        .generator()
                        .maxTokens(3)
                        .generate("words")
                        .ids());
    }

    @Test
    void whatIsSavedIsReadBack() {
        Path file = folder.resolve("edits.safetensors");
        everything().save(file);
        Edits again = Edits.load(file);
        assertThat(again).hasToString(everything().toString());
        assertThat(logits(again)).isEqualTo(logits(everything()));
        assertThat(((AffineEdit) again.list().get(1)).gate())
                .isEqualTo(((AffineEdit) everything().list().get(1)).gate());
        again.save(folder.resolve("again.safetensors"));
        assertThat(folder.resolve("again.safetensors")).hasSameBinaryContentAs(file);
    }

    @Test
    void isATableOfWhatActsWhere() {
        assertThat(everything().table().columnNames())
                .containsExactly("edit", "does", "at", "tokens", "strength", "over layers", "norms", "texts");
        assertThat(everything().table().stringColumn("at").asList())
                .containsExactly(
                        "everything written",
                        "blocks.0.hook_attn_out or hook_mlp_out",
                        "hook_resid_post in layers 1, 2",
                        "hook_resid_post in layers 0, 2",
                        "blocks.2.hook_resid_post");
        assertThat(steering(direction("push", 7)).table().stringColumn("does").get(0))
                .isEqualTo("affine map of rank 1");
        assertThatThrownBy(() -> Edits.of(List.of())).hasMessage("Edits of nothing. Give at least one.");
    }

    @Test
    void whatOnlyJavaCanSayIsNotSaved() {
        Path file = folder.resolve("edits.safetensors");
        assertThatThrownBy(() ->
                        VectorField.of("tanh", residPost(1), NDArray::tanh).save(file))
                .hasMessage(
                        "The edit tanh is a function of Java, which no file can hold. What is linear in the activation"
                                + " can be saved as AffineMap.adding(matrix).");
        assertThatThrownBy(() -> AffineEdit.of("x", MAP, name -> true).save(file))
                .hasMessageStartingWith("The edit x cannot be saved. No hook point is called '(a condition)'.");
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            affine          | rank      | edits.safetensors: kind "rank" is not affine or turn. A newer Azimuth may read it.
            'hook_resid_post' | 'hook_x' | edits.safetensors: edit 0: No hook point is called 'hook_x'.
            at every token  | nowhere   | edits.safetensors: edit 0: No positions are described as "nowhere".
            :1,             | :1e999,   | edits.safetensors: strength
            constant        | steep     | edits.safetensors: kind "steep" is not constant, shared, kernel or per layer.
            'open'          | 'shut'    | edits.safetensors: kind "shut" is not open, above, soft, unless or only if.
            false           | 0         | edits.safetensors: keeps_norm 0 is not true or false.
            'name':'x',     | ""        | edits.safetensors: field name is missing.
            'strength':1    | 'strength':1,'strenght':2 | edits.safetensors: unknown fields [strenght].
            'strength':1    | 'strength':1,'layers':[1.5] | edits.safetensors: layers [1.5] holds what is not a whole number.
            'strength':1    | 'strength':1,'layers':[-1] | edits.safetensors: edit 0: An edit cannot act in the layers [-1].
            {'kind':'open'} | {'kind':'unless','name':'v','threshold':0,'gate':{'kind':'open'},'detector':[]} | edits.safetensors: detector [] is not an array of 1 to 1048576 numbers.
            {'kind':'open'} | {'kind':'unless','name':'v','threshold':0,'gate':{'kind':'open'},'detector':[1e300]} | edits.safetensors: detector [1.0E300] has the norm Infinity, but a direction has 1.
            'strength':1    | 'strength':1,'when':{'kind':'maybe'} | edits.safetensors: kind "maybe" is not and, or, not, cosine, projection or cast.
            'strength':1    | 'strength':1,'when':{'kind':'cosine','name':'n','site':'hook_embed','tokens':'at every token','direction':[3],'above':0} | edits.safetensors: direction [3] has the norm 3.0, but a direction has 1.
            'name':'x'      | 'name':'x','name':'y' | edits.safetensors: edits in the metadata are not valid JSON: Duplicate field 'name'
            """)
    void whatIsNotUnderstoodIsRefused(String what, String by, String message) {
        String json = EDIT.replace(what, by);
        Path file = write(Map.of("format", "azimuth-edits", "version", "1", "edits", document(json)), tensors(1));
        assertThatThrownBy(() -> Edits.load(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void tensorsThatDoNotBelongThereAreRefused() {
        Map<String, String> metadata = Map.of("format", "azimuth-edits", "version", "1", "edits", document(EDIT));
        assertThat(Edits.load(write(metadata, tensors(1))).list()).hasSize(1);
        Map<String, TensorSource> more = tensors(1);
        more.put("1.write", more.get("0.write"));
        assertThatThrownBy(() -> Edits.load(write(metadata, more)))
                .hasMessage("edits.safetensors holds tensors that belong to no edit: [1.write].");
        Map<String, TensorSource> fewer = tensors(1);
        fewer.remove("0.read");
        assertThatThrownBy(() -> Edits.load(write(metadata, fewer)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("0.read");
        Map<String, TensorSource> other = tensors(1);
        other.put("0.read", source(List.of(2L, 1L), 1, 2));
        assertThatThrownBy(() -> Edits.load(write(metadata, other)))
                .hasMessageStartingWith(
                        "edits.safetensors: edit 0: Write and read must both be [d, k] and the target [k]");
        assertThatThrownBy(() -> Edits.load(write(metadata, tensors(Float.NaN))))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("0.write");
        Map<String, TensorSource> flat = tensors(1);
        flat.put("0.write", source(List.of(3L), 1, 2, 3));
        assertThatThrownBy(() -> Edits.load(write(metadata, flat)))
                .hasMessage(
                        "edits.safetensors: tensor 0.write is F32 of shape [3], but must be F32 of 2 dimensions and not"
                                + " empty.");
    }

    @Test
    void anotherFileIsRefused() {
        assertThatThrownBy(() -> Edits.load(write(Map.of("format", "pt"), tensors(1))))
                .hasMessage("edits.safetensors does not say that it holds edits: its format is pt, not azimuth-edits.");
        assertThatThrownBy(() -> Edits.load(write(Map.of("format", "azimuth-edits", "version", "2"), tensors(1))))
                .hasMessage("edits.safetensors is of version 2, not 1. A newer Azimuth may read it.");
        assertThatThrownBy(() -> Edits.load(folder.resolve("absent.safetensors")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("absent.safetensors");
        String deep = "{'edits':[".replace('\'', '"') + "[".repeat(5000);
        assertThatThrownBy(() ->
                        Edits.load(write(Map.of("format", "azimuth-edits", "version", "1", "edits", deep), tensors(1))))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("edits.safetensors: edits in the metadata are not valid JSON:");
    }

    @Test
    void damagedFilesAreRefusedOrReadAsTheyAre() throws IOException {
        Path file = folder.resolve("edits.safetensors");
        everything().save(file);
        byte[] whole = Files.readAllBytes(file);
        int header = new String(whole, StandardCharsets.ISO_8859_1).indexOf("\"0.write\"");
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] bytes = whole.clone();
            bytes[random.nextInt(header)] = (byte) random.nextInt();
            Files.write(file, bytes);
            try {
                Edits.load(file);
            } catch (CheckpointException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(50, 299); // a digit of a vector may change, no structure
    }

    private static String document(String edit) {
        return "{'edits':[".replace('\'', '"') + edit.replace('\'', '"') + "]}";
    }

    private static Map<String, TensorSource> tensors(float first) {
        Map<String, TensorSource> tensors = new LinkedHashMap<>();
        tensors.put("0.write", source(List.of(3L, 1L), first, 2, 3));
        tensors.put("0.read", source(List.of(3L, 1L), 1, 2, 3));
        tensors.put("0.target", source(List.of(1L), 0));
        return tensors;
    }

    private static TensorSource source(List<Long> shape, float... values) {
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
        bytes.asFloatBuffer().put(values);
        return new TensorSource(shape, () -> bytes.duplicate().order(ByteOrder.nativeOrder()));
    }

    private Path write(Map<String, String> metadata, Map<String, TensorSource> tensors) {
        Path file = folder.resolve("edits.safetensors");
        SafetensorsWriter.write(file, metadata, tensors);
        return file;
    }
}
