package dev.azimuth.direction;

import static dev.azimuth.hook.HookName.attnOut;
import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.hook.HookName.residPre;
import static dev.azimuth.intervention.Steering.steering;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import dev.azimuth.checkpoint.Gguf;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.TinyModel;
import dev.azimuth.model.TokenBatch;
import dev.azimuth.testing.Expected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a file that gguf-py wrote and logits that llama.cpp computed with it; {@code control_vector.py} made both. */
class ControlVectorTest {
    private static final Path FILE = Path.of("src/test/resources/controlvector/llama.gguf");
    private static final double GAP = 3;
    private static final double SCALE = 2;

    private final Expected expected = Expected.of("/controlvector/llama-logits.safetensors");

    @TempDir
    Path folder;

    private Direction direction() {
        return Direction.of("given", "by hand", residPost(1), expected.floats("unit"), GAP);
    }

    private float[] logits(Intervention intervention) {
        HookedTransformer model = TinyModel.open().with(intervention);
        TokenBatch batch = TokenBatch.of(List.of(expected.integers("ids")));
        return model.pass(batch, LogitsAt.ALL, List.of(), NDArray::toFloatArray);
    }

    @Test
    void theFileIsByteForByteGgufPys() throws IOException {
        Path file = folder.resolve("v.gguf");
        ControlVector.of(direction(), 1, 2).modelHint("llama").save(file);
        assertThat(file).hasSameBinaryContentAs(FILE);
        try (var read = Gguf.open(file)) {
            assertThat(read.names()).containsExactly("direction.1", "direction.2");
            assertThat(read.string("general.architecture")).isEqualTo("controlvector");
            assertThat(read.integer("controlvector.layer_count")).isEqualTo(2);
        }
        assertThat(Files.size(file)).isLessThan(1000);
    }

    @Test
    void steersInLlamaCppAsItDoesHere() {
        assertThatTensor(logits(steering(direction()).layers(1, 2).scale(SCALE)))
                .isCloseTo(expected.floats("after_first"), 1e-5);
    }

    @Test
    void llamaCppAddsToTheFirstTokenToo() {
        assertThatTensor(logits(everywhere(1))).isCloseTo(expected.floats("everywhere"), 1e-5);
        assertThatThrownBy(() -> assertThatTensor(logits(everywhere(0))) // one layer off
                        .isCloseTo(expected.floats("everywhere"), 1e-2))
                .isInstanceOf(AssertionError.class);
    }

    /** The file's vectors at llama.cpp's scale, added at every token of a layer and the next. */
    private Intervention everywhere(int first) {
        float[] unit = expected.floats("unit");
        return new Intervention() {
            @Override
            public HookFilter where() {
                return name -> name.equals(residPost(first)) || name.equals(residPost(first + 1));
            }

            @Override
            public NDArray apply(NDArray activation, HookSite site) {
                return activation.add(activation.getManager().create(unit).muli((float) (SCALE * GAP / 2)));
            }
        };
    }

    @Test
    void whatEntersABlockIsWhatLeftTheOneBefore() {
        Direction pre = Direction.of("given", "by hand", residPre(3), expected.floats("unit"), GAP);
        assertThat(ControlVector.of(pre).layers()).containsExactly(2);
        assertThat(ControlVector.of(List.of(pre, direction())))
                .hasToString("control vector for llama.cpp in layers 1, 2");
    }

    @Test
    void theModelIsNamedWhereItIsKnown() {
        Path file = folder.resolve("v.gguf");
        Direction known = direction().with(Provenances.of("tiny"));
        ControlVector.of(known).save(file);
        try (var read = Gguf.open(file)) {
            assertThat(read.string("controlvector.model_hint")).isEqualTo("tiny");
        }
        ControlVector.of(direction()).save(file);
        try (var read = Gguf.open(file)) {
            assertThat(read.findString("controlvector.model_hint")).isEmpty();
        }
    }

    @Test
    void whatLlamaCppCannotDoIsRefused() {
        float[] unit = expected.floats("unit");
        assertThatThrownBy(() -> ControlVector.of(Direction.of("a", "by hand", residPost(0), unit, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "llama.cpp cannot steer at blocks.0.hook_resid_post: it adds to the residual stream after each"
                                + " layer but layer 0. Take a direction of residPost(1) or later.");
        assertThatThrownBy(() -> ControlVector.of(Direction.of("a", "by hand", attnOut(5), unit, 1)))
                .hasMessageStartingWith("llama.cpp cannot steer at blocks.5.hook_attn_out: ");
        assertThatThrownBy(() -> ControlVector.of(direction(), 0, 2))
                .hasMessage(
                        "llama.cpp steers layers from 1 on, not the 0 to 2 asked for: the first must be 1 or more and"
                                + " the last no less.");
        assertThatThrownBy(() -> ControlVector.of(List.of(direction(), direction())))
                .hasMessage(
                        "Two directions are of layer 1; llama.cpp takes one a layer. Add them first, with a.plus(b).");
        assertThatThrownBy(() -> ControlVector.of(List.of())).hasMessage("A control vector needs a direction.");
    }
}
