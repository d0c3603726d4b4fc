package dev.azimuth.model;

import static dev.azimuth.hook.HookName.attnOut;
import static dev.azimuth.hook.HookName.hook;
import static dev.azimuth.hook.HookName.posEmbed;
import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.hook.HookName.result;
import static dev.azimuth.hook.HookName.z;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.hook.Intervention;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HookedTransformerTest {
    private static final String TEXT = "two words";

    private final HookedTransformer model = TinyModel.open();

    static Stream<HookName> names() {
        return TinyModel.open().hookNames().stream()
                .filter(name -> !name.point().isPerLayer() || name.layer() == 1);
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyHookPointCanBeReadAndReplacedByTypedNameAndByString(HookName name) {
        float[] plain = logits(model.run(TEXT));
        float[] readOnly = logits(model.runWithHooks(TEXT, Intervention.at(name, x -> x)));
        assertThatTensor(readOnly).isCloseTo(plain, 1e-6);

        float[] typed = logits(model.runWithHooks(TEXT, Intervention.at(name, HookedTransformerTest::bend)));
        float[] spelled =
                logits(model.runWithHooks(TEXT, Intervention.at(hook(name.toString()), HookedTransformerTest::bend)));
        assertThat(typed).isNotEqualTo(plain);
        assertThat(spelled).isEqualTo(typed);

        Run kept = model.run(
                List.of(TEXT), name, List.of(Intervention.at(name, x -> x.mul(0).add(3))));
        assertThat(kept.cache().names()).containsExactly(name);
        assertThat(kept.cache().get(name).minNumber().floatValue()).isEqualTo(3);
    }

    /** Not a constant factor, which the next norm would undo, nor one for a whole row, which a softmax would. */
    private static NDArray bend(NDArray x) {
        return x.square().add(x);
    }

    @Test
    void resultIsWhatEachHeadAddsToAttentionsOutput() {
        Run run = model.runWithCache(TEXT, result(2), attnOut(2));
        float[] summed = run.cache().get(result(2)).sum(2).ravel().toFloatVector();
        assertThatTensor(summed).isCloseTo(run.cache().get(attnOut(2)).ravel().toFloatVector(), 1e-5);
        assertThat(run.cache().host(result(2)).shape()).containsExactly(1, 9, 4, 48);
    }

    @Test
    void nothingIsKeptButWhatTheFilterChooses() {
        assertThat(model.runWithCache(TEXT, z(), residPost(1)).cache().names())
                .containsExactly(z(0), z(1), residPost(1), z(2));
        assertThat(model.runWithCache(TEXT).cache().names())
                .containsExactlyElementsOf(model.hookNames().stream()
                        .filter(name -> !name.point().isOnRequest())
                        .toList())
                .doesNotContain(result(0));
        assertThat(model.run(TEXT).cache().names()).isEmpty();
    }

    @Test
    void whatWasNotKeptIsNamedAndSoIsTheWayToKeepIt() {
        Run run = model.runWithCache(TEXT, residPost());
        assertThatThrownBy(() -> run.cache().get("blocks.2.attn.hook_z"))
                .hasMessage(
                        "No activation at blocks.2.attn.hook_z. Cached: hook_resid_post (3 layers). Add z() to runWithCache.");
    }

    @Test
    void aHookOfTheWrongShapeIsNamed() {
        Intervention sum = Intervention.at(residPost(1), x -> x.sum(new int[] {1}));
        assertThatThrownBy(() -> model.runWithHooks(TEXT, sum))
                .hasMessageContaining("returned shape (1, 48) at blocks.1.hook_resid_post, where (1, 9, 48) was given");
    }

    @Test
    void hooksEndWithTheirRunAlsoWhenOneThrows() {
        float[] plain = logits(model.run(TEXT));
        Intervention broken = Intervention.at(residPost(0), x -> {
            throw new IllegalStateException("broken");
        });
        assertThatThrownBy(() -> model.runWithHooks(TEXT, broken)).hasMessage("broken");
        assertThat(logits(model.run(TEXT))).isEqualTo(plain);
    }

    @Test
    void withGivesAnotherModelAndLeavesThisOne() {
        float[] plain = logits(model.run(TEXT));
        HookedTransformer changed = model.with(Intervention.at(residPost(0), x -> x.mul(0)));
        assertThat(logits(changed.run(TEXT))).isNotEqualTo(plain);
        assertThat(logits(model.run(TEXT))).isEqualTo(plain);
        assertThat(logits(changed.withoutInterventions().run(TEXT))).isEqualTo(plain);
    }

    @Test
    void aHarvestRunsNoLayerBeyondTheLastItReads() {
        AtomicInteger deepest = new AtomicInteger(-1);
        HookFilter watch = name -> {
            deepest.accumulateAndGet(name.layer(), Math::max);
            return name.equals(residPost(0));
        };
        model.with(Intervention.at(watch, x -> x))
                .harvest(List.of(TEXT))
                .at(residPost(1))
                .lastToken();
        assertThat(deepest.get()).isEqualTo(1);
    }

    @Test
    void aSavedModelOpensWithIdenticalLogits(@TempDir Path folder) {
        model.save(folder);
        HookedTransformer again = HookedTransformer.open(folder);
        assertThat(again.config()).isEqualTo(model.config());
        assertThat(logits(again.run("Ünïcödé & more"))).isEqualTo(logits(model.run("Ünïcödé & more")));
    }

    @Test
    void interventionsAreNotSavedSilently(@TempDir Path folder) {
        assertThatThrownBy(
                        () -> model.with(Intervention.at(residPost(0), x -> x)).save(folder))
                .hasMessageContaining("are not in its weights")
                .hasMessageContaining("withoutInterventions()");
    }

    @Test
    void aTextIsStreamedWholeAndDrawnAgainFromTheSameSeed() {
        List<String> pieces = new ArrayList<>();
        Generator sampled =
                model.generator().maxTokens(20).temperature(1).topP(0.95).seed(5);
        Generation streamed = sampled.stream(pieces::add).generate(TEXT);
        assertThat(String.join("", pieces)).isEqualTo(streamed.text());
        assertThat(sampled.generate(TEXT).ids()).isEqualTo(streamed.ids());
        assertThat(sampled.seed(6).generate(TEXT).ids()).isNotEqualTo(streamed.ids());
    }

    @Test
    void aSampledTextDoesNotDependOnItsNeighbours() {
        Generator sampled = model.generator().maxTokens(8).temperature(1).seed(5);
        assertThat(sampled.generate(List.of("another", TEXT)).get(1).ids())
                .isEqualTo(sampled.generate(TEXT).ids());
    }

    @Test
    void aGenerationEndsWhereTheContextDoes() {
        String long60 = "x".repeat(60);
        assertThat(model.generator().maxTokens(30).generate(long60).ids()).hasSizeBetween(1, 5);
        assertThat(model.generator().generate(List.of())).isEmpty();
    }

    @Test
    void aFilterThatMatchesNothingIsRefused() {
        assertThatThrownBy(() -> model.runWithCache(TEXT, residPost(30)))
                .hasMessageStartingWith("The filter blocks.30.hook_resid_post is nowhere in this llama model: it has"
                        + " the layers 0 to 2 with hook_embed, hook_resid_pre, ")
                .hasMessageEndingWith("unembed.hook_out. Choose one of them; without a layer it means all.");
        assertThatThrownBy(() -> model.runWithCache(TEXT, posEmbed()))
                .hasMessageStartingWith("The filter hook_pos_embed is nowhere in this llama model");
    }

    @Test
    void theNeuronsOfAMixtureOfExpertsAreRefused() {
        HookedTransformer mixture = TinyModel.open("mixtral");
        assertThatThrownBy(() -> mixture.runWithCache(TEXT, HookPoint.MLP_POST))
                .hasMessage("The filter mlp.hook_post is nowhere in this model: its MLPs are mixtures of experts, and"
                        + " tokens that go to different experts have no neurons in common. Choose hook_mlp_out, which"
                        + " the experts write together.");
        assertThatThrownBy(() -> mixture.with(Intervention.at(HookPoint.MLP_PRE, x -> x)))
                .hasMessageContaining("acts nowhere in this model: its MLPs are mixtures of experts");
        assertThat(mixture.runWithCache(TEXT, HookPoint.MLP_OUT).cache().names())
                .hasSize(2);
    }

    @Test
    void aTextLongerThanTheContextIsRefused() {
        assertThatThrownBy(() -> model.run("x".repeat(65)))
                .hasMessage("A text of 65 tokens is longer than the model's context of 64. Shorten it.");
    }

    private static float[] logits(Run run) {
        return run.logits().ravel().toFloatVector();
    }
}
