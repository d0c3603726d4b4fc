package dev.azimuth.intervention;

import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.hook.HookName.residPre;
import static dev.azimuth.intervention.PromptReading.prompt;
import static dev.azimuth.intervention.Steering.steering;
import static dev.azimuth.intervention.TinyEdits.MODEL;
import static dev.azimuth.intervention.TinyEdits.direction;
import static dev.azimuth.intervention.TinyEdits.rows;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.direction.Direction;
import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.hook.Positions;
import dev.azimuth.model.Generation;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.tensor.HostArray;
import dev.azimuth.tensor.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class ConditionTest {
    private static final List<String> TEXTS = List.of("words", "a longer text", "zebra", "no", "1 + 1 = 2", "why?");

    private final Direction push = direction("push", 1);
    private final Direction harm = direction("harm", 2);
    private final Direction fiction = direction("fiction", 3);
    private final AffineEdit edit = steering(push).scale(40);

    /** What is read of each text, by hand. */
    private static double[] read(ToDoubleFunction<float[]> reading) {
        return TEXTS.stream()
                .map(text -> rows(text, residPost(0)))
                .map(rows -> Vectors.mean(Arrays.copyOfRange(rows, 1, rows.length)))
                .mapToDouble(reading)
                .toArray();
    }

    private static double median(double[] values) {
        return Bootstrap.quantile(values, 0.5);
    }

    /** Half of the texts fulfil each. */
    private Condition harmful() {
        return prompt(harm).in(residPost(0)).cosineAbove(median(read(mean -> Vectors.cosine(mean, harm.unit()))));
    }

    private Condition fictional() {
        return prompt(fiction)
                .in(residPost(0))
                .projectionAbove(median(read(mean -> Vectors.dot(mean, fiction.unit()))));
    }

    /** Which texts the conditional edit changes; where it does, it does what the plain one does, else nothing in any bit. */
    private boolean[] changed(Condition condition) {
        boolean[] changed = new boolean[TEXTS.size()];
        HookedTransformer conditional = MODEL.with(edit.when(condition));
        for (int i = 0; i < changed.length; i++) {
            float[] logits = conditional.run(TEXTS.get(i)).logits().ravel().toFloatVector();
            float[] plain = MODEL.run(TEXTS.get(i)).logits().ravel().toFloatVector();
            changed[i] = !Arrays.equals(logits, plain);
            if (changed[i]) {
                assertThat(logits)
                        .isEqualTo(MODEL.with(edit)
                                .run(TEXTS.get(i))
                                .logits()
                                .ravel()
                                .toFloatVector());
            }
        }
        return changed;
    }

    @Test
    void isReadOfThePromptsMean() {
        double[] cosines = read(mean -> Vectors.cosine(mean, harm.unit()));
        double[] projections = read(mean -> Vectors.dot(mean, fiction.unit()));
        boolean[] harmful = changed(harmful());
        boolean[] fictional = changed(fictional());
        boolean[] both = changed(harmful().and(fictional()));
        boolean[] either = changed(harmful().or(fictional()));
        boolean[] not = changed(harmful().not());
        for (int i = 0; i < TEXTS.size(); i++) {
            assertThat(harmful[i]).isEqualTo(cosines[i] > median(cosines));
            assertThat(fictional[i]).isEqualTo(projections[i] > median(projections));
            assertThat(both[i]).isEqualTo(harmful[i] && fictional[i]);
            assertThat(either[i]).isEqualTo(harmful[i] || fictional[i]);
            assertThat(not[i]).isNotEqualTo(harmful[i]);
        }
        assertThat(Arrays.toString(harmful)).contains("true").contains("false");
        assertThat(both).isNotEqualTo(either);
    }

    @Test
    void castsSimilarityIsThatOfTheSquashedProjection() {
        float[] c = harm.unit();
        double[] expected = read(mean -> {
            double along = Vectors.dot(mean, c);
            double dot = 0;
            double squares = 0;
            for (int i = 0; i < c.length; i++) {
                double squashed = Math.tanh(along * c[i]);
                dot += mean[i] * squashed;
                squares += squashed * squashed;
            }
            return dot / Math.sqrt(squares) / Vectors.norm(mean);
        });
        boolean[] held = changed(prompt(harm).in(residPost(0)).castAbove(median(expected)));
        for (int i = 0; i < TEXTS.size(); i++) {
            assertThat(held[i]).isEqualTo(expected[i] > median(expected));
        }
    }

    @Test
    void eachTextOfABatchDecidesForItself() {
        AffineEdit conditional = edit.when(harmful().or(fictional().not()));
        HostArray together = MODEL.with(conditional)
                .runWithCache(TEXTS, residPost(2))
                .cache()
                .host(residPost(2));
        int longest = (int) together.shape()[1];
        for (int text = 0; text < TEXTS.size(); text++) {
            float[][] alone = rows(TEXTS.get(text), residPost(2), conditional);
            for (int token = 0; token < alone.length; token++) {
                assertThatTensor(together.row(text, longest - alone.length + token))
                        .isCloseTo(alone[token], 1e-4);
            }
        }
    }

    @Test
    void whatThePromptDecidedHoldsForWhatIsWritten() {
        Condition condition = harmful();
        boolean[] holds = changed(condition);
        List<Generation> together =
                MODEL.with(edit.when(condition)).generator().maxTokens(6).generate(TEXTS);
        boolean differs = false;
        for (int text = 0; text < holds.length; text++) {
            HookedTransformer expected = holds[text] ? MODEL.with(edit) : MODEL;
            assertThat(together.get(text).ids())
                    .isEqualTo(expected.generator()
                            .maxTokens(6)
                            .generate(TEXTS.get(text))
                            .ids());
            differs |= !MODEL.with(edit)
                    .generator()
                    .maxTokens(6)
                    .generate(TEXTS.get(text))
                    .ids()
                    .equals(MODEL.generator()
                            .maxTokens(6)
                            .generate(TEXTS.get(text))
                            .ids());
        }
        assertThat(differs).isTrue();
    }

    @Test
    void threadsDecideForThemselves() throws Exception {
        HookedTransformer conditional = MODEL.with(edit.when(harmful()));
        List<Callable<List<Integer>>> work = new ArrayList<>();
        List<List<Integer>> expected = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            String text = TEXTS.get(i % TEXTS.size());
            work.add(() -> conditional.generator().maxTokens(4).generate(text).ids());
            expected.add(conditional.generator().maxTokens(4).generate(text).ids());
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<List<Integer>> found = new ArrayList<>();
            for (Future<List<Integer>> each : threads.invokeAll(work)) {
                found.add(each.get());
            }
            assertThat(found).isEqualTo(expected);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aPlaceIsReadBeforeItIsChanged() {
        double[] before = read(mean -> Vectors.dot(mean, harm.unit()));
        Condition condition = prompt(harm).in(residPost(0)).projectionAbove(median(before));
        AffineEdit there = edit.in(residPost(0)).when(condition);
        for (int i = 0; i < TEXTS.size(); i++) {
            float[] moved = rows(TEXTS.get(i), residPost(0), there)[1];
            float[] plain = rows(TEXTS.get(i), residPost(0))[1];
            assertThat(!Arrays.equals(moved, plain)).isEqualTo(before[i] > median(before));
        }
    }

    @Test
    void whatIsReadTooLateIsRefusedUnlessOnlyWhatIsGeneratedIsChanged() {
        Condition late = prompt(harm).in(residPost(2)).cosineAbove(-2);
        assertThatThrownBy(() -> MODEL.with(edit.when(late)).run("words"))
                .hasMessage(
                        "The steering along push acts at blocks.1.hook_resid_post, but cosine of the prompt's mean after"
                                + " the first token at blocks.2.hook_resid_post along harm > -2.0 is known only after"
                                + " blocks.2.hook_resid_post, later in the pass that reads the prompt. Read it earlier, act later,"
                                + " or act only at(Positions.generated()).");
        AffineEdit written = edit.at(Positions.generated());
        assertThat(MODEL.with(written.when(late))
                        .generator()
                        .maxTokens(6)
                        .generate("words")
                        .ids())
                .isEqualTo(MODEL.with(written)
                        .generator()
                        .maxTokens(6)
                        .generate("words")
                        .ids());
    }

    @Test
    void whatCannotBeReadIsRefused() {
        Condition condition = prompt(harm).in(residPost(0)).cosineAbove(0);
        assertThatThrownBy(() -> MODEL.with(edit.when(condition)).run("a"))
                .hasMessage(
                        "Text 0 of 1 has no token after the first token, where the condition on harm is read. Read it"
                                + " at(Positions.last()), for example.");
        Condition last = prompt(harm).in(residPost(0)).at(Positions.last()).cosineAbove(-2);
        assertThat(MODEL.with(edit.at(Positions.ALL).when(last)).run("a").logits())
                .isEqualTo(MODEL.with(edit.at(Positions.ALL)).run("a").logits());
        assertThatThrownBy(() -> prompt(harm).cosineAbove(Double.NaN))
                .hasMessage("A condition cannot have the threshold NaN.");
        Direction wide = Direction.of("wide", "by hand", residPre(0), new float[] {1, 2}, 1);
        assertThatThrownBy(
                        () -> MODEL.with(edit.when(prompt(wide).cosineAbove(0))).run("words"))
                .hasMessageStartingWith(
                        "The condition on wide has 2 numbers, but blocks.0.hook_resid_pre has (1, 5, 48).");
    }
}
