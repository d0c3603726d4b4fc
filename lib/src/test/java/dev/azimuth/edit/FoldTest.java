package dev.azimuth.edit;

import static dev.azimuth.hook.HookName.attnOut;
import static dev.azimuth.hook.HookName.embed;
import static dev.azimuth.hook.HookName.mlpOut;
import static dev.azimuth.hook.HookName.mlpPost;
import static dev.azimuth.hook.HookName.residMid;
import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.hook.HookName.residPre;
import static dev.azimuth.intervention.AffineEdit.everythingWritten;
import static dev.azimuth.intervention.Steering.steering;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.direction.AffineMap;
import dev.azimuth.direction.Direction;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.Positions;
import dev.azimuth.intervention.AffineEdit;
import dev.azimuth.intervention.Gate;
import dev.azimuth.intervention.Schedule;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.testing.RandomRows;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A fold computes what the intervention does. */
class FoldTest {
    private static final String TEXT = "a few words";

    private final HookedTransformer llama = TinyModel.open();

    private static float[] logits(HookedTransformer model) {
        return model.run(TEXT).logits().ravel().toFloatVector();
    }

    private static AffineEdit edit(HookedTransformer model, HookFilter where) {
        int width = model.config().dModel();
        INDArray centre = Matrices.of(RandomRows.normal(1, width, 1));
        INDArray write = Matrices.of(RandomRows.normal(width, 2, 2)).mul(0.1);
        INDArray read = Matrices.of(RandomRows.normal(width, 2, 3)).mul(0.1);
        return AffineEdit.of("oblique", AffineMap.about(centre, write, read), where);
    }

    private static void assertFolds(HookedTransformer model, AffineEdit edit) {
        float[] hooked = logits(model.with(edit));
        assertThatTensor(logits(model.edit(Fold.of(edit, model)))).isCloseTo(hooked, 1e-5);
        float[] plain = logits(model);
        assertThat(hooked).isNotEqualTo(plain);
        assertThat(Fold.obstacle(edit, model)).isEmpty();
    }

    /** Oblique, with a centre, at less than the whole strength, and in the last case by layer. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama",
                "gpt2",
                "gpt_neo",
                "gpt_neox",
                "phi",
                "granite",
                "gemma",
                "mixtral",
                "qwen2",
                "llama-biases"
            })
    void ofEverythingWrittenIsExactInAnyFamilyThatWritesUnnormed(String family) {
        HookedTransformer model = TinyModel.open(family);
        AffineEdit whole = edit(model, everythingWritten()).strength(0.7);
        assertFolds(model, whole);
        assertFolds(model, whole.schedule(Schedule.perLayer(Map.of(0, 0.5, 1, -1.0))));
        assertFolds(model, edit(model, residPre(0)));
        assertFolds(model, edit(model, embed()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2", "phi", "starcoder2", "llama-biases"})
    void ofWhatALayerWritesOrOfAConstantIsExactWhereThereAreBiases(String family) {
        HookedTransformer model = TinyModel.open(family);
        assertFolds(model, edit(model, attnOut(0).or(mlpOut())));
        Direction direction = Direction.of(
                "push",
                "random",
                residPost(1),
                RandomRows.normal(1, model.config().dModel(), 4)[0],
                1);
        AffineEdit push = steering(direction).at(Positions.ALL);
        assertFolds(model, push);
        assertFolds(model, push.in(residMid(1)));
        assertFolds(model, push.in(residPre(1)));
        assertFolds(model, push.in(residPre()).layers(0, 1));
    }

    @Test
    void withoutBiasesALinearMapOfWhatALayerWritesIsExact() {
        AffineMap map = edit(llama, mlpOut(1)).map();
        AffineMap linear = AffineMap.of(map.write(), map.read(), map.target().mul(0));
        assertFolds(llama, AffineEdit.of("linear", linear, mlpOut(1).or(attnOut())));
        assertThat(Fold.obstacle(edit(llama, mlpOut(1)), llama).orElseThrow())
                .endsWith(
                        "cannot be folded into weights exactly: at blocks.1.hook_mlp_out it adds a constant, for which this"
                                + " llama model would need the bias blocks.1.mlp.b_out, which it does not have. At"
                                + " everythingWritten() the embeddings hold it.");
    }

    @Test
    void whatNoWeightsDoIsRefusedWithTheReason() {
        AffineEdit stream = edit(llama, residPost(1));
        assertThatThrownBy(() -> Fold.of(stream, llama))
                .hasMessage(
                        "The edit oblique (strength 1.0; at blocks.1.hook_resid_post; at every token) cannot be folded into"
                                + " weights exactly: at blocks.1.hook_resid_post it depends on the stream, which is a sum of what many"
                                + " weights write, and earlier layers read that sum unchanged. Exactly folded are edits of"
                                + " everythingWritten(), of hook_attn_out, hook_mlp_out and hook_embed, of the stream that enters"
                                + " layer 0, and steering anywhere. NearestFold.of(model, edit, prompts) finds the linear fold that"
                                + " comes nearest, and its error.");
        AffineEdit written = edit(llama, everythingWritten());
        for (AffineEdit each :
                new AffineEdit[] {written.gate(Gate.above(0)), written.at(Positions.AFTER_FIRST), written.keepingNorm()
                }) {
            assertThat(Fold.obstacle(each, llama).orElseThrow())
                    .contains("weights act on every token of every text alike");
        }
        assertThat(Fold.obstacle(edit(llama, mlpPost(1)), llama).orElseThrow())
                .endsWith("what is at blocks.1.mlp.hook_post is not added to the residual stream.");
        HookedTransformer olmo = TinyModel.open("olmo2");
        assertThat(Fold.obstacle(edit(olmo, everythingWritten()), olmo).orElseThrow())
                .endsWith(
                        "between the output projections of a olmo2 model and blocks.0.hook_attn_out a norm rescales every"
                                + " dimension.");
        assertFolds(olmo, edit(olmo, embed()));
        Fold fold = Fold.of(written, llama);
        assertThatThrownBy(() -> TinyModel.open("phi").edit(fold))
                .hasMessage(
                        "The fold of oblique was planned for a llama model of 3 layers, not for this phi model. Plan it"
                                + " anew with Fold.of(edit, model).");
    }

    @Test
    void saysWhatItChangesAndIsSaved(@TempDir Path folder) {
        HookedTransformer model = llama;
        AffineEdit edit = edit(model, everythingWritten());
        HookedTransformer folded = model.edit(Fold.of(edit, model));
        assertThat(Fold.of(edit, model).table().rowCount()).isEqualTo(7);
        assertThat(folded.edits().get(0)).hasToString("folded " + edit + " into 7 weights");
        folded.save(folder);
        assertThat(logits(HookedTransformer.open(folder))).isEqualTo(logits(folded));
    }
}
