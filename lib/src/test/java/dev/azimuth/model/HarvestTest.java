package dev.azimuth.model;

import static dev.azimuth.hook.HookName.embed;
import static dev.azimuth.hook.HookName.lnFinalNormalized;
import static dev.azimuth.hook.HookName.logits;
import static dev.azimuth.hook.HookName.pattern;
import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.hook.HookName.z;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.hook.Intervention;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Moments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HarvestTest {
    private static final List<String> TEXTS = List.of("two words", "a", "a longer text than the others are", "three");
    private static final HookFilter BY_ROW =
            name -> name.point() != HookPoint.PATTERN && name.point() != HookPoint.ATTN_SCORES;

    private final HookedTransformer model = TinyModel.open();

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2", "gemma2", "mixtral"})
    void atEveryPlaceItReadsWhatARunReads(String family) {
        HookedTransformer one = TinyModel.open(family);
        Harvest harvest = one.harvest(TEXTS).at(BY_ROW);
        Activations every = harvest.everyToken();
        Activations last = harvest.lastToken();
        Activations lastTwo = harvest.lastTokens(2);
        Activations firstThree = harvest.firstTokens(3);
        Activations mean = harvest.meanOverTokens();
        assertThat(every.names())
                .containsExactlyElementsOf(
                        one.hookNames().stream().filter(BY_ROW::matches).toList());
        int[] starts = new int[3]; // of the text's rows in every, lastTwo, firstThree
        for (int text = 0; text < TEXTS.size(); text++) {
            Run run = one.runWithCache(TEXTS.get(text), BY_ROW);
            int length = run.batch().length();
            assertThat(every.rowsOf(text)).isEqualTo(length);
            assertThat(lastTwo.rowsOf(text)).isEqualTo(Math.min(2, length));
            assertThat(firstThree.rowsOf(text)).isEqualTo(Math.min(3, length));
            for (HookName name : every.names()) {
                float[] values = run.cache().host(name).toIndArray().ravel().toFloatVector();
                int width = values.length / length;
                float[] average = new float[width];
                for (int pos = 0; pos < length; pos++) {
                    float[] wanted = Arrays.copyOfRange(values, pos * width, (pos + 1) * width);
                    assertClose(every.rows(name)[starts[0] + pos], wanted, name);
                    int fromEnd = length - pos;
                    if (fromEnd <= 2) {
                        assertClose(lastTwo.rows(name)[starts[1] + lastTwo.rowsOf(text) - fromEnd], wanted, name);
                    }
                    if (pos < 3) {
                        assertClose(firstThree.rows(name)[starts[2] + pos], wanted, name);
                    }
                    for (int i = 0; i < width; i++) {
                        average[i] += wanted[i] / length;
                    }
                }
                assertClose(
                        last.rows(name)[text], Arrays.copyOfRange(values, values.length - width, values.length), name);
                assertClose(mean.rows(name)[text], average, name);
            }
            starts[0] += every.rowsOf(text);
            starts[1] += lastTwo.rowsOf(text);
            starts[2] += firstThree.rowsOf(text);
        }
        assertThat(every.count()).isEqualTo(starts[0]).isEqualTo(every.rows(residPost(0)).length);
    }

    private static void assertClose(float[] found, float[] wanted, HookName name) {
        assertThat(found).as(name.toString()).hasSameSizeAs(wanted);
        assertThatTensor(found).isCloseTo(wanted, 1e-4);
    }

    @Test
    void headsStandOneAfterTheOtherInARow() {
        float[] row = model.harvest(List.of("two words")).at(z(1)).lastToken().rows(z(1))[0];
        var run = model.runWithCache("two words", z(1)).cache().host(z(1)); // [1, 9, n_heads, d_head]
        int heads = model.config().nHeads();
        int width = model.config().dHead();
        for (int head = 0; head < heads; head++) {
            assertThat(Arrays.copyOfRange(row, head * width, (head + 1) * width))
                    .isEqualTo(run.row(0, 8, head));
        }
        assertThat(row).hasSize(heads * width);
    }

    @Test
    void nothingIsComputedBeyondWhatIsRead() {
        assertThat(deepest(embed())).isEqualTo(HookName.NO_LAYER);
        assertThat(deepest(z(1))).isEqualTo(1);
        AtomicInteger unembedded = new AtomicInteger();
        HookedTransformer watched = model.with(Intervention.at(lnFinalNormalized(), x -> {
            unembedded.addAndGet((int) x.getShape().get(1));
            return x;
        }));
        watched.harvest(TEXTS).at(residPost(2)).lastToken();
        assertThat(unembedded).hasValue(0);
        watched.harvest(List.of("two words")).at(logits()).lastToken();
        assertThat(unembedded).hasValue(1);
        watched.harvest(List.of("two words")).at(logits()).everyToken();
        assertThat(unembedded).hasValue(1 + 9);
    }

    /** The last layer that runs in a harvest there. */
    private int deepest(HookName place) {
        AtomicInteger deepest = new AtomicInteger(HookName.NO_LAYER);
        HookFilter watch = name -> {
            deepest.accumulateAndGet(name.layer(), Math::max);
            return name.equals(residPost(0));
        };
        HookedTransformer watched = model.with(Intervention.at(watch, x -> x));
        deepest.set(HookName.NO_LAYER);
        watched.harvest(TEXTS).at(place).everyToken();
        return deepest.get();
    }

    @Test
    void momentsAreThoseOfTheActivationsAndThoseOfShardsAddUp() {
        List<String> many = IntStream.range(0, 300)
                .mapToObj(i -> "text " + "x".repeat(i % 11) + i)
                .toList();
        Map<HookName, Moments> found =
                model.harvest(many).at(residPost(1), z(0)).moments().everyToken();
        assertThat(found.keySet()).containsExactly(z(0), residPost(1));
        Moments moments = Objects.requireNonNull(found.get(residPost(1)));
        Activations every = model.harvest(many).at(residPost(1)).everyToken();
        assertSame(moments, Moments.of(Matrices.of(every.rows(residPost(1)))));
        assertSame(every.moments(residPost(1)), moments);
        assertSame(moments(many.subList(0, 100)).plus(moments(many.subList(100, 300))), moments);
    }

    private Moments moments(List<String> texts) {
        return Objects.requireNonNull(
                model.harvest(texts).at(residPost(1)).moments().everyToken().get(residPost(1)));
    }

    private static void assertSame(Moments found, Moments wanted) {
        assertThat(found.count()).isEqualTo(wanted.count());
        assertThat(found.mean().distance2(wanted.mean())).isCloseTo(0, within(1e-5));
        assertThat(found.covariance().distance2(wanted.covariance())).isCloseTo(0, within(1e-4));
    }

    @Test
    void anInterruptEndsItAfterTheLayerAndLeavesTheModelAsItWas() {
        float[] plain = model.run("two words").logits().ravel().toFloatVector();
        List<Integer> layers = new ArrayList<>();
        HookedTransformer stopping = model.with(Intervention.at(residPost(), x -> {
            layers.add((int) x.getShape().get(1));
            if (layers.size() == 5) { // the second layer of the second batch
                Thread.currentThread().interrupt();
            }
            return x;
        }));
        List<String> long20 =
                IntStream.range(0, 200).mapToObj(i -> "y".repeat(20)).toList();
        assertThatThrownBy(() -> stopping.harvest(long20).at(residPost(2)).lastToken())
                .isInstanceOf(CancellationException.class)
                .hasMessage("Stopped while reading activations, after 2 of 4.");
        assertThat(layers).hasSize(5);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(model.run("two words").logits().ravel().toFloatVector()).isEqualTo(plain);
    }

    @Test
    void whatCannotBeHarvestedIsRefused() {
        assertThatThrownBy(
                        () -> model.harvest(TEXTS).at(residPost(0), pattern()).lastToken())
                .hasMessage("A harvest cannot read blocks.0.attn.hook_pattern: it has a number for each token of the"
                        + " batch, not a row of a length of its own. Use runWithCache there.");
        assertThatThrownBy(() ->
                        model.harvest(TEXTS).at(residPost(0), residPost(7)).lastToken())
                .hasMessageStartingWith("The filter blocks.7.hook_resid_post is nowhere in this llama model");
        assertThatThrownBy(() -> model.harvest(TEXTS).at().lastToken())
                .hasMessage("A harvest from nowhere. Name at least one place, such as residPost().");
        assertThatThrownBy(() -> model.harvest(List.of()).lastToken())
                .hasMessage("A harvest of no prompts. Give at least one.");
        assertThatThrownBy(() -> model.harvest(List.of("a", "b".repeat(65))).lastToken())
                .hasMessage("Prompt 1 of 2 has 65 tokens. Give it 1 to 64, the model's context.");
        assertThatThrownBy(() -> model.harvest(TEXTS).firstTokens(0))
                .hasMessage("The first 0 tokens are none. Ask for at least 1.");
        Activations found = model.harvest(TEXTS).at(residPost(0)).lastToken();
        assertThatThrownBy(() -> found.rows(z(0)))
                .hasMessage("Nothing was harvested at blocks.0.attn.hook_z. Harvested: [blocks.0.hook_resid_post].");
    }
}
