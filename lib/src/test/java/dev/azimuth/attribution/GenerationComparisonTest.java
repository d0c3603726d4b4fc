package dev.azimuth.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import dev.azimuth.direction.Direction;
import dev.azimuth.hook.Hook;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.Intervention;
import dev.azimuth.hook.Positions;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.TinyModel;
import dev.azimuth.model.TokenBatch;
import dev.azimuth.tensor.Vectors;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GenerationComparisonTest {
    private static final String PROMPT = "the <i>red</i> cat";

    private final HookedTransformer model = TinyModel.open();
    private final float[] push = vector();
    private final Direction direction = Direction.of("push", "drawn", HookName.residPost(1), push, 2);

    private static float[] vector() {
        Random random = new Random(4);
        float[] vector = new float[48];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian() / 3;
        }
        return vector;
    }

    private Intervention pushed(Positions where) {
        return Hook.at(HookName.residPost(1)).positions(where).add(push);
    }

    /** What acts on every token acts the same on a text that is read, so that the divergence can be had in another way. */
    @Test
    void divergenceIsThatOfReadingTheBaseText() {
        HookedTransformer changed = model.with(pushed(Positions.ALL));
        ComparedGeneration found = GenerationComparison.between(model, changed)
                .along(direction)
                .maxTokens(6)
                .of(PROMPT)
                .all()
                .get(0);
        int[] prompt = model.tokenizer().encode(PROMPT);
        int[] whole = IntStream.concat(
                        IntStream.of(prompt), found.base().ids().stream().mapToInt(Integer::intValue))
                .toArray();
        TokenBatch batch = TokenBatch.of(List.of(whole));
        LogitsAt last = new LogitsAt(found.tokens().size() + 1);
        float[] wanted =
                model.pass(batch, last, List.of(), p -> changed.pass(batch, last, List.of(), q -> divergence(p, q)));
        for (int step = 0; step < found.tokens().size(); step++) {
            assertThat(found.divergence().get(step)).isCloseTo(wanted[step], within(1e-4));
            assertThat(found.changedProjections().get(0).get(step)
                            - found.baseProjections().get(0).get(step))
                    .isCloseTo(Vectors.norm(push) / 2, within(1e-3));
        }
        assertThat(wanted[0]).isGreaterThan(1e-3f);
        assertThat(found.changed().ids())
                .isEqualTo(changed.generator().maxTokens(6).generate(PROMPT).ids());
    }

    private static float[] divergence(NDArray p, NDArray q) {
        NDArray logP = p.logSoftmax(-1);
        return logP.exp().mul(logP.sub(q.logSoftmax(-1))).sum(new int[] {-1}).toFloatArray();
    }

    /** Held to the base text, the other model still takes it for its own. */
    @Test
    void whatActsOnGeneratedTokensAloneShowsOnlyThere() {
        ComparedGeneration found = GenerationComparison.between(model, model.with(pushed(Positions.generated())))
                .maxTokens(6)
                .of(PROMPT)
                .all()
                .get(0);
        assertThat(found.divergence().get(0)).isCloseTo(0, within(1e-6));
        assertThat(found.divergence().get(3)).isGreaterThan(1e-4);
    }

    @Test
    void noTokenSaysNothing() {
        GenerationComparison comparison = GenerationComparison.between(model, model);
        assertThatThrownBy(() -> comparison.maxTokens(0))
                .hasMessage("At most 0 tokens say nothing. Ask for at least 1.");
    }

    @Test
    void theSameModelWritesTheSame() {
        ComparedGenerations same =
                GenerationComparison.between(model, model).maxTokens(5).of(PROMPT, "b");
        assertThat(same).hasToString("ComparedGenerations of 2 prompts, 2 the same");
        ComparedGeneration first = same.all().get(0);
        assertThat(first.isSame()).isTrue();
        assertThat(first.parting()).isEqualTo(first.tokens().size());
        assertThat(first.divergence()).allSatisfy(kl -> assertThat(kl).isCloseTo(0, within(1e-6)));
        assertThat(same.toHtml()).doesNotContain("<mark", "border-left");
        assertThat(same.plot().toString()).isNotEmpty();
    }

    @Test
    void marksWhereTextsPartAndEscapesThem() {
        HookedTransformer changed = model.with(Intervention.at(HookName.residPost(1), x -> x.neg()));
        ComparedGenerations found = GenerationComparison.between(model, changed)
                .along(direction)
                .maxTokens(8)
                .of(PROMPT);
        ComparedGeneration one = found.all().get(0);
        assertThat(one.parting()).isLessThan(one.tokens().size());
        assertThat(found.toHtml())
                .contains("border-left:3px solid", "the changed model", "base along push, class gaps", "&lt;i&gt;")
                .doesNotContain("<i>");
        assertThat(found.table().rowCount()).isEqualTo(one.tokens().size());
        assertThat(found.table().stringColumn("texts").get(one.parting())).isEqualTo("part here");
        assertThat(found.table().columnNames()).contains("base along push", "changed along push");
        assertThat(found.plot().toHtml()).contains("texts part");
    }

    @Test
    void saysWhatItNeeds() {
        GenerationComparison comparison = GenerationComparison.between(model, model);
        assertThat(comparison.toString()).contains("at most 32 tokens, greedy");
        assertThatThrownBy(() -> comparison.of(List.of())).hasMessage("No prompt was given. Give at least one.");
    }
}
