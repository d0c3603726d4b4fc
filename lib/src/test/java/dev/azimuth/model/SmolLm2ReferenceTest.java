package dev.azimuth.model;

import static dev.azimuth.hook.HookName.pattern;
import static dev.azimuth.hook.HookName.residPre;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.azimuth.tensor.HostArray;
import dev.azimuth.testing.Expected;
import dev.azimuth.tokenizer.ChatMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SmolLM2-135M-Instruct against Hugging Face transformers. */
class SmolLm2ReferenceTest {
    private static final double TOLERANCE = 1e-4;
    private static final int PROMPTS = 8;

    private final Expected expected = Expected.of("/smollm2/expected.safetensors");
    private final HookedTransformer model = SmolLm2.open();

    private static JsonNode prompts() {
        try (InputStream in = SmolLm2ReferenceTest.class.getResourceAsStream("/smollm2/prompts.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(int prompt) {
        JsonNode entry = prompts().get(prompt);
        if (entry.get("kind").asText().equals("text")) {
            return entry.get("prompt").asText();
        }
        List<ChatMessage> messages = new ArrayList<>();
        entry.get("prompt")
                .forEach(m -> messages.add(
                        new ChatMessage(m.get("role").asText(), m.get("content").asText())));
        return model.tokenizer().chat(messages);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void everythingTheReferenceHoldsAgrees(int prompt) {
        String text = text(prompt);
        assertThat(text).isEqualTo(prompts().get(prompt).get("text").asText());
        int[] ids = model.tokenizer().encode(text);
        assertThat(ids).isEqualTo(expected.integers(prompt + ".input_ids"));

        Run run = model.runWithCache(text, residPre(), pattern(5));
        int last = ids.length - 1;
        float[] streams = expected.floats(prompt + ".resid_last_token");
        for (int layer = 0; layer < 30; layer++) {
            float[] wanted = Arrays.copyOfRange(streams, layer * 576, (layer + 1) * 576);
            assertThatTensor(run.cache().host(residPre(layer)).row(0, last))
                    .as("layer " + layer)
                    .isCloseTo(wanted, TOLERANCE);
        }
        assertThatTensor(run.cache().get(pattern(5)).ravel().toFloatVector())
                .isCloseTo(expected.floats(prompt + ".pattern_layer_5"), 1e-5);

        float[] logits = run.hostLogits().row(0, last);
        int[] topIds = expected.integers(prompt + ".top_ids");
        assertThat(Sampler.argmax(logits)).isEqualTo(topIds[0]);
        float[] topLogits = new float[topIds.length];
        for (int i = 0; i < topIds.length; i++) {
            topLogits[i] = logits[topIds[i]];
        }
        assertThatTensor(topLogits).isCloseTo(expected.floats(prompt + ".top_logits"), TOLERANCE);
        assertThatTensor(losses(ids)).isCloseTo(expected.floats(prompt + ".token_nll"), TOLERANCE);
    }

    @Test
    void greedyContinuationsAreIdenticalAloneAndInABatch() {
        List<String> texts = IntStream.range(0, PROMPTS).mapToObj(this::text).toList();
        List<Generation> together = model.generator().maxTokens(24).generate(texts);
        for (int prompt = 0; prompt < PROMPTS; prompt++) {
            List<Integer> wanted = IntStream.of(expected.integers(prompt + ".generated"))
                    .boxed()
                    .toList();
            assertThat(together.get(prompt).ids())
                    .as("prompt %d in a batch", prompt)
                    .isEqualTo(wanted);
        }
        for (int prompt : new int[] {0, 7}) {
            Generation alone = model.generator().maxTokens(24).generate(texts.get(prompt));
            assertThat(alone.ids()).isEqualTo(together.get(prompt).ids());
        }
    }

    @Test
    void paddingChangesNothing() {
        List<String> texts = IntStream.range(0, PROMPTS).mapToObj(this::text).toList();
        Run together = model.runWithCache(texts, residPre(29));
        for (int prompt : new int[] {0, 6}) {
            Run alone = model.runWithCache(texts.get(prompt), residPre(29));
            int padding = together.batch().padding(prompt);
            for (int pos = 0; pos < alone.batch().length(); pos++) {
                assertThatTensor(together.cache().host(residPre(29)).row(prompt, pos + padding))
                        .isCloseTo(alone.cache().host(residPre(29)).row(0, pos), 1e-4);
            }
        }
    }

    @Test
    void aHarvestReadsTheSameAsARun() {
        List<String> texts = List.of(text(0), text(6), text(4));
        Activations harvested = model.harvest(texts).at(residPre(17)).lastToken();
        Activations tokens = model.harvest(texts).at(residPre(17)).everyToken();
        int row = 0;
        for (int i = 0; i < texts.size(); i++) {
            HostArray run =
                    model.runWithCache(texts.get(i), residPre(17)).cache().host(residPre(17));
            int length = (int) run.shape()[1];
            assertThatTensor(harvested.rows(residPre(17))[i]).isCloseTo(run.row(0, length - 1), 1e-4);
            assertThat(tokens.rowsOf(i)).isEqualTo(length);
            assertThatTensor(tokens.rows(residPre(17))[row]).isCloseTo(run.row(0, 0), 1e-4);
            row += length;
        }
    }

    @Test
    void probabilitiesOfNextTokensSumToOne() {
        var table = model.nextTokens("The Eiffel Tower is in", 49152);
        assertThat(table.stringColumn("token").get(0)).isEqualTo(" Paris");
        assertThat(table.doubleColumn("probability").sum()).isCloseTo(1, within(1e-6));
    }

    private float[] losses(int[] ids) {
        long[] next = IntStream.of(ids).skip(1).asLongStream().toArray();
        return model.pass(TokenBatch.of(List.of(ids)), LogitsAt.ALL, List.of(), logits -> {
            NDArray wanted = logits.getManager().create(next).reshape(1, next.length, 1);
            return logits.get(":, :-1").logSoftmax(-1).gather(wanted, 2).neg().toFloatArray();
        });
    }
}
