package dev.azimuth.evaluation;

import static dev.azimuth.edit.Orthogonalization.orthogonalize;
import static dev.azimuth.evaluation.KlDivergence.klDivergence;
import static dev.azimuth.evaluation.Perplexity.perplexity;
import static dev.azimuth.hook.HookName.residPost;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.dataset.Prompts;
import dev.azimuth.direction.Direction;
import dev.azimuth.hook.Intervention;
import dev.azimuth.model.Generation;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.TinyModel;
import dev.azimuth.model.TokenBatch;
import dev.azimuth.tensor.Estimate;
import dev.azimuth.tensor.HostArray;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final HookedTransformer model = TinyModel.open();
    private final Prompts prompts = new Prompts("texts", List.of("one text", "another", "a third one"));
    private final HookedTransformer changed =
            model.with(Intervention.at(residPost(0), x -> x.mul(0.5f).add(0.1f)));

    @Test
    void klDivergenceIsThatOfTheTwoDistributionsAtEachTokenOfTheReply() {
        double sum = 0;
        for (String text : prompts.texts()) {
            Generation reply = model.generator().maxTokens(4).generate(text);
            float[][] p = lastLogits(model, reply);
            float[][] q = lastLogits(changed, reply);
            double ofText = 0;
            for (int i = 0; i < p.length; i++) {
                ofText += kl(p[i], q[i]);
            }
            sum += ofText / p.length;
        }
        Estimate measured = klDivergence(prompts)
                .tokens(4)
                .on(model)
                .measure(changed)
                .get(0)
                .estimate();
        assertThat(measured.value()).isCloseTo(sum / 3, within(1e-6)).isPositive();
        assertThat(measured.n()).isEqualTo(3);
    }

    @Test
    void aModelWithOtherTensorsOfTheSameValuesDoesNotDiverge() {
        HookedTransformer same = TinyModel.open();
        assertThat(klDivergence(prompts)
                        .on(model)
                        .measure(same)
                        .get(0)
                        .estimate()
                        .value())
                .isCloseTo(0, within(1e-7));
    }

    @Test
    void wordsInFrontAreReadButNotPredicted() {
        Prompts whole = new Prompts("plain", List.of("some words"));
        Prompts rest = new Prompts("plain", List.of("words"));
        float[] losses = TokenLosses.of(model, List.of(model.tokenizer().encode("some words")), "reading")[0];
        // Not the w either, which is not predicted where nothing stands in front.
        double mean = (losses[5] + losses[6] + losses[7] + losses[8]) / 4;
        assertThat(perplexity(rest)
                        .after("some ")
                        .on(model)
                        .measure(model)
                        .get(0)
                        .estimate()
                        .value())
                .isCloseTo(Math.exp(mean), within(1e-3 * Math.exp(mean)))
                .isNotEqualTo(perplexity(whole)
                        .on(model)
                        .measure(model)
                        .get(0)
                        .estimate()
                        .value());
        assertThat(perplexity(rest).after("some ")).asString().endsWith("after 'some'");
        assertThatThrownBy(() -> perplexity(new Prompts("short", List.of("long", "a")))
                        .after("some ")
                        .on(model)
                        .measure(model))
                .hasMessage("Text 1 of short is 1 token; perplexity needs at least two, since the first is not"
                        + " predicted.");
    }

    @Test
    void perplexityIsTheExponentialOfTheMeanLoss() {
        double loss = 0;
        int count = 0;
        for (String text : prompts.texts()) {
            int[] ids = model.tokenizer().encode(text);
            var logits = model.run(text).hostLogits();
            for (int pos = 0; pos + 1 < ids.length; pos++) {
                loss -= logSoftmax(logits.row(0, pos))[ids[pos + 1]];
                count++;
            }
        }
        assertThat(perplexity(prompts)
                        .on(model)
                        .measure(model)
                        .get(0)
                        .estimate()
                        .value())
                .isCloseTo(Math.exp(loss / count), within(1e-3));
    }

    @Test
    void anEvaluationMeasuresEveryModelByEveryMetric() {
        float[] vector = new float[48];
        vector[3] = 1;
        HookedTransformer edited = model.edit(orthogonalize(Direction.of("three", "by hand", residPost(0), vector, 1)));
        EvaluationResult result = Evaluation.of(model)
                .against("edited", edited)
                .against("changed", changed)
                .metric(klDivergence(prompts).tokens(3))
                .metric(perplexity(prompts))
                .run();
        assertThat(result.models()).containsExactly("before", "edited", "changed");
        assertThat(result.table().rowCount()).isEqualTo(2);
        assertThat(result.estimate("before", KlDivergence.NAME, "texts").value())
                .isZero();
        assertThat(result.estimate("edited", KlDivergence.NAME, "texts").value())
                .isPositive();
        assertThatThrownBy(() -> result.plot("KL"))
                .hasMessageContaining("Measured: [" + KlDivergence.NAME + ", perplexity]");
        assertThatThrownBy(() -> Evaluation.of(model).run()).hasMessageContaining("0 changed models and 0 metrics");
    }

    /** The logits that a model has for each token of a reply. */
    private static float[][] lastLogits(HookedTransformer model, Generation reply) {
        int[] prompt = model.tokenizer().encode(reply.prompt());
        int[] ids = IntStream.concat(IntStream.of(prompt), reply.ids().stream().mapToInt(i -> i))
                .toArray();
        HostArray logits = model.pass(TokenBatch.of(List.of(ids)), LogitsAt.ALL, List.of(), HostArray::copyOf);
        float[][] rows = new float[reply.ids().size()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = logits.row(0, prompt.length - 1 + i);
        }
        return rows;
    }

    private static double kl(float[] p, float[] q) {
        double[] logP = logSoftmax(p);
        double[] logQ = logSoftmax(q);
        double sum = 0;
        for (int i = 0; i < logP.length; i++) {
            sum += Math.exp(logP[i]) * (logP[i] - logQ[i]);
        }
        return sum;
    }

    private static double[] logSoftmax(float[] logits) {
        double total = 0;
        for (float l : logits) {
            total += Math.exp(l);
        }
        double[] result = new double[logits.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = logits[i] - Math.log(total);
        }
        return result;
    }
}
