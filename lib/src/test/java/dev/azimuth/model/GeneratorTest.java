package dev.azimuth.model;

import static dev.azimuth.hook.HookName.attnScores;
import static dev.azimuth.hook.HookName.logits;
import static dev.azimuth.hook.HookName.mlpOut;
import static dev.azimuth.hook.HookName.pattern;
import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.hook.HookName.z;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import dev.azimuth.hook.ActivationCache;
import dev.azimuth.hook.Hook;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import dev.azimuth.hook.Positions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class GeneratorTest {
    private static final List<String> PROMPTS = List.of("two", "some more words");
    private static final float HIDDEN = -1e29f; // below it a score is that of a key which may not be looked at

    private final HookedTransformer model = TinyModel.open();

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2", "gemma2", "gemma3", "qwen3_moe", "phi", "mistral", "gpt_neo"})
    void keepsWhatARunOfTheWholeTextHas(String family) {
        HookedTransformer each = TinyModel.open(family);
        List<Generation> written =
                each.generator().maxTokens(6).cache(name -> true).generate(PROMPTS);
        for (Generation generation : written) {
            ActivationCache whole = whole(each, generation);
            assertThat(generation.cache().names()).containsExactlyElementsOf(whole.names());
            for (HookName name : whole.names()) {
                INDArray expected = whole.get(name);
                assertThat(generation.cache().get(name).shape())
                        .as(name.toString())
                        .isEqualTo(expected.shape());
                float[] found = generation.cache().get(name).data().asFloat();
                assertThat(hidden(found))
                        .as(name.toString())
                        .isEqualTo(hidden(expected.data().asFloat()));
                assertThatTensor(seen(found))
                        .as(name.toString())
                        .isCloseTo(seen(expected.data().asFloat()), 2e-5);
            }
        }
    }

    private static List<Integer> hidden(float[] scores) {
        return IntStream.range(0, scores.length)
                .filter(i -> scores[i] < HIDDEN)
                .boxed()
                .toList();
    }

    private static float[] seen(float[] scores) {
        float[] seen = scores.clone();
        hidden(scores).forEach(i -> seen[i] = 0);
        return seen;
    }

    /** Of the prompt and all that was written but the last token. */
    private static ActivationCache whole(HookedTransformer model, Generation generation, Intervention... hooks) {
        ActivationCache.Recorder recorder = new ActivationCache.Recorder(name -> true);
        List<Intervention> all = new ArrayList<>(List.of(hooks));
        all.add(recorder);
        model.pass(TokenBatch.of(List.of(read(model, generation))), LogitsAt.ALL, all, logits -> recorder);
        return recorder.cache();
    }

    private static int[] read(HookedTransformer model, Generation generation) {
        List<Integer> written = generation.ids();
        return IntStream.concat(
                        IntStream.of(model.tokenizer().encode(generation.prompt())),
                        written.subList(0, written.size() - 1).stream().mapToInt(Integer::intValue))
                .toArray();
    }

    /** The same positions, in a text of which three tokens are given and five written, seen as a whole. */
    private record Case(Positions generating, Positions whole) {
        @Override
        public String toString() {
            return generating.toString();
        }
    }

    static List<Case> cases() {
        return List.of(
                new Case(Positions.ALL, Positions.ALL),
                new Case(Positions.AFTER_FIRST, Positions.AFTER_FIRST),
                new Case(Positions.last(), Positions.at(2)),
                new Case(Positions.at(0, -2), Positions.at(0, 1)),
                new Case(Positions.at(4).ifPresent(), Positions.at(4)),
                new Case(Positions.ofToken("w"), Positions.at(1)),
                new Case(Positions.span("wo"), Positions.at(1, 2)),
                new Case(Positions.prompt(), Positions.at(0, 1, 2)),
                new Case(Positions.generated(), Positions.at(3, 4, 5, 6)),
                new Case(Positions.step(2), Positions.at(5)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void positionsAreTheSameAsInARunOfTheWholeText(Case each) {
        for (HookFilter place : List.<HookFilter>of(residPost(0), z(1), pattern(1))) {
            HookedTransformer edited =
                    model.with(Hook.at(place).positions(each.generating).scale(-1.5));
            Generation alone = edited.generator().maxTokens(5).cache(mlpOut(2)).generate("two");
            Generation padded = edited.generator()
                    .maxTokens(5)
                    .cache(mlpOut(2))
                    .generate(List.of("wow, two", "two"))
                    .get(1);
            Intervention whole = Hook.at(place).positions(each.whole).scale(-1.5);
            INDArray expected = whole(model, alone, whole).get(mlpOut(2));
            assertThatTensor(alone.cache().get(mlpOut(2)).data().asFloat())
                    .isCloseTo(expected.data().asFloat(), 2e-5);
            assertThat(padded.ids()).isEqualTo(alone.ids());
            assertThatTensor(padded.cache().get(mlpOut(2)).data().asFloat())
                    .isCloseTo(expected.data().asFloat(), 2e-5);
            assertThat(whole(model, alone).get(mlpOut(2))).isNotEqualTo(expected);
        }
    }

    @Test
    void tellsOfEachTokenWhatItWasWrittenFrom() {
        List<GeneratedToken> told = new ArrayList<>();
        List<Generation> written = model.generator()
                .maxTokens(4)
                .cache(residPost(1), pattern(0))
                .listen(told::add)
                .generate(PROMPTS);
        assertThat(told).extracting(GeneratedToken::text).containsExactly(0, 1, 0, 1, 0, 1, 0, 1);
        for (int text = 0; text < 2; text++) {
            int prompt = PROMPTS.get(text).length();
            Generation generation = written.get(text);
            for (int step = 0; step < 4; step++) {
                GeneratedToken token = told.get(2 * step + text);
                int last = prompt + step - 1;
                assertThat(token.step()).isEqualTo(step);
                assertThat(token.id()).isEqualTo(generation.ids().get(step));
                assertThat(token).hasToString(generation.tokens().get(prompt + step));
                assertThat(token.cache().get(residPost(1)).shape()).containsExactly(1, step == 0 ? prompt : 1, 48);
                assertThat(token.cache().host(residPost(1)).row(0, step == 0 ? last : 0))
                        .isEqualTo(generation.cache().host(residPost(1)).row(0, last));
                assertThat(token.cache().host(pattern(0)).row(0, 2, step == 0 ? last : 0))
                        .hasSize(last + 1)
                        .isEqualTo(Arrays.copyOf(
                                generation.cache().host(pattern(0)).row(0, 2, last), last + 1));
            }
            assertThat(String.join("", generation.tokens().subList(0, prompt))).isEqualTo(PROMPTS.get(text));
        }
    }

    @Test
    void keepingAndListeningChangeNoToken() {
        List<Integer> plain = model.generate("two").ids();
        assertThat(model.generator().cache().generate("two").ids()).isEqualTo(plain);
        assertThat(model.generator().listen(token -> {}).generate("two").ids()).isEqualTo(plain);
        assertThat(model.generate("two").cache().names()).isEmpty();
        assertThat(model.generator().cache().generate("two").cache().names())
                .contains(attnScores(1))
                .doesNotContain(logits());
        assertThat(model.generator().cache(logits(), z()))
                .hasToString("Generator[at most 32 tokens, greedy, keeping unembed.hook_out, attn.hook_z]");
        assertThatThrownBy(() -> model.generator().cache(z(3)))
                .hasMessageStartingWith("The filter blocks.3.attn.hook_z is nowhere in this llama model");
    }

    @Test
    void aTextThatHasEndedIsReadNoMore() {
        float[] end = new float[model.config().dVocab()];
        end[model.tokenizer().eos().getAsInt()] = 1e6f;
        List<INDArray> read = new ArrayList<>();
        HookedTransformer ending = model.with(
                Hook.at(logits()).positions(Positions.ofToken("#").ifPresent()).add(end),
                Hook.at(residPost(0)).read(read::add));
        List<Generation> written =
                ending.generator().maxTokens(4).cache(residPost(0)).generate(List.of("ends#", "goes on"));
        assertThat(written.get(0).ids()).containsExactly(2);
        assertThat(written.get(0).text()).isEmpty();
        assertThat(written.get(0).tokens()).containsExactly("e", "n", "d", "s", "#", "<eos>");
        assertThat(written.get(0).cache().get(residPost(0)).shape()).containsExactly(1, 5, 48);
        assertThat(written.get(1).ids()).hasSize(4);
        assertThat(written.get(1).cache().get(residPost(0)).shape()).containsExactly(1, 10, 48);
        assertThat(read.stream().map(array -> array.shape()[0])).containsExactly(5L, 7L, 1L, 1L, 1L);
    }

    @Test
    void anExceptionAtAnyHookPointOfAnyStepLeavesNothingBehind() {
        List<Integer> plain = model.generate("two").ids();
        for (HookName name : model.hookNames()) {
            for (int step = -3; step < 3; step += 4) {
                HookedTransformer broken = model.with(throwing(name, step));
                assertThatThrownBy(() -> broken.generate("two")).hasMessage("thrown at " + name);
            }
        }
        assertThatThrownBy(() -> model.generator()
                        .cache()
                        .listen(token -> {
                            throw new IllegalStateException("thrown by the listener");
                        })
                        .generate("two"))
                .hasMessage("thrown by the listener");
        assertThat(model.generate("two").ids()).isEqualTo(plain);
    }

    /** Throws once this step is read. */
    private static Intervention throwing(HookName name, int step) {
        return new Intervention() {
            @Override
            public HookFilter where() {
                return name;
            }

            @Override
            public NDArray apply(NDArray activation, HookSite site) {
                if (site.tokens().step(0, 0) >= step) {
                    throw new IllegalStateException("thrown at " + name);
                }
                return activation;
            }
        };
    }
}
