package dev.azimuth.intervention;

import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.intervention.Steering.steering;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import dev.azimuth.direction.Direction;
import dev.azimuth.hook.Positions;
import dev.azimuth.model.Generation;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.TinyModel;
import dev.azimuth.model.TokenBatch;
import dev.azimuth.tensor.HostArray;
import dev.azimuth.tensor.Vectors;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SteeringTest {
    private final HookedTransformer model = TinyModel.open();

    private static Direction direction() {
        float[] vector = new float[48];
        vector[7] = 2;
        return Direction.of("seven", "by hand", residPost(1), vector, 0.5);
    }

    @Test
    void movesEveryTokenButTheFirstByTheGap() {
        HostArray before = model.runWithCache("words", residPost(1)).cache().host(residPost(1));
        HostArray after = model.with(steering(direction()).scale(3))
                .runWithCache("words", residPost(1))
                .cache()
                .host(residPost(1));
        float[] step = new float[48];
        step[7] = 1.5f;
        assertThat(after.row(0, 0)).isEqualTo(before.row(0, 0));
        for (int pos = 1; pos < 5; pos++) {
            assertThatTensor(Vectors.plus(after.row(0, pos), -1, before.row(0, pos)))
                    .isCloseTo(step, 1e-5);
        }
    }

    @Test
    void paddingDoesNotMakeAnotherTokenTheFirst() {
        HookedTransformer steered = model.with(steering(direction()).scale(3));
        HostArray alone = steered.runWithCache("ab", residPost(2)).cache().host(residPost(2));
        HostArray padded = steered.runWithCache(List.of("longer text", "ab"), residPost(2))
                .cache()
                .host(residPost(2));
        for (int pos = 0; pos < 2; pos++) {
            assertThatTensor(padded.row(1, 9 + pos)).isCloseTo(alone.row(0, pos), 1e-5);
        }
    }

    @Test
    void canActOnWhatIsGeneratedAlone() {
        HookedTransformer steered = model.with(steering(direction()).scale(40).at(Positions.generated()));
        assertThat(steered.run("words").logits()).isEqualTo(model.run("words").logits());
        Generation written =
                steered.generator().maxTokens(3).cache(residPost(1)).generate("words");
        Generation plain = model.generator().maxTokens(3).cache(residPost(1)).generate("words");
        assertThat(written.ids().get(0)).isEqualTo(plain.ids().get(0));
        for (int pos = 0; pos < 6; pos++) {
            float moved = written.cache().host(residPost(1)).at(0, pos, 7)
                    - plain.cache().host(residPost(1)).at(0, pos, 7);
            assertThat(moved).isCloseTo(pos < 5 ? 0 : 20, within(1e-4f));
        }
        assertThat(steering(direction()).at(Positions.generated()))
                .hasToString(
                        "steering along seven (strength 1.0, shared evenly by the layers; at blocks.1.hook_resid_post;"
                                + " at what is generated)");
    }

    @Test
    void actsOnEachNewTokenToo() {
        HookedTransformer steered = model.with(steering(direction()).scale(40));
        List<Integer> cached =
                steered.generator().maxTokens(6).generate("words").ids();
        int[] ids = steered.tokenizer().encode("words");
        for (int token : cached) {
            float[] logits = steered.pass(TokenBatch.of(List.of(ids)), LogitsAt.LAST, List.of(), NDArray::toFloatArray);
            int best = 0;
            for (int i = 1; i < logits.length; i++) {
                best = logits[i] > logits[best] ? i : best;
            }
            assertThat(best).isEqualTo(token);
            ids = IntStream.concat(IntStream.of(ids), IntStream.of(token)).toArray();
        }
    }

    @Test
    void aLayerThatTheModelLacksIsRefused() {
        assertThatThrownBy(() -> model.with(steering(direction()).layers(7, 9)))
                .hasMessageContaining("acts nowhere in this llama model: it has the layers 0 to 2");
    }

    @Test
    void aDirectionOfAnotherWidthIsRefused() {
        Direction wide = Direction.of("wide", "by hand", residPost(1), new float[] {1, 2, 3}, 1);
        assertThatThrownBy(() -> model.with(steering(wide)).run("words"))
                .hasMessageContaining("The edit steering along wide has 3 numbers, but what it is to act on has 48.");
    }

    @Test
    void severalLayersShareTheStrength() {
        AffineEdit edit = steering(direction()).scale(3).layers(0, 2);
        for (int layer = 0; layer < 3; layer++) {
            assertThat(edit.strengthAt(residPost(layer))).isEqualTo(1);
        }
    }
}
