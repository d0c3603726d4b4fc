package dev.azimuth.discovery;

import static dev.azimuth.discovery.ByEffect.byEffect;
import static dev.azimuth.discovery.Cosmic.byCosmic;
import static dev.azimuth.discovery.TokenOdds.tokenOdds;
import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.intervention.Ablation.ablation;
import static dev.azimuth.intervention.Steering.steering;
import static dev.azimuth.model.LogitDifference.logitDifference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import dev.azimuth.direction.Direction;
import dev.azimuth.hook.HookName;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.Objective;
import dev.azimuth.model.TinyModel;
import dev.azimuth.model.TokenBatch;
import dev.azimuth.tensor.HostArray;
import dev.azimuth.tensor.Vectors;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The two criteria that run the model, recomputed text by text. */
class ByEffectTest {
    private final HookedTransformer model = TinyModel.open();
    private final SiteGrid grid =
            DirectionSearch.on(model).of(TinyPairs.split()).everySite().meanDifference();
    private final List<String> positives = grid.data().validation().positives();
    private final List<String> negatives = grid.data().validation().negatives();
    private final Objective score = logitDifference("7", "g");

    @Test
    void measuresAreThoseOfEachTextAlone() {
        SiteVerdict first = grid.choose(byEffect(score).candidates(2).maxKl(1e9).minInduce(-1e9))
                .verdicts()
                .get(0);
        Direction direction = grid.direction(first.site());
        assertThat(first.passes()).isTrue();
        assertThat(first.measure("bypass")).isCloseTo(mean(model.with(ablation(direction)), positives), within(1e-4));
        assertThat(first.measure("induce")).isCloseTo(mean(model.with(steering(direction)), negatives), within(1e-4));
        assertThat(first.measure("without ablation")).isCloseTo(mean(model, positives), within(1e-4));
        assertThat(first.measure("KL (nats)")).isCloseTo(divergence(model.with(ablation(direction))), within(1e-4));
        assertThat(first.score()).isEqualTo(-first.measure("bypass"));
    }

    @Test
    void theLowestBypassWinsAmongThoseThatPass() {
        SiteChoice choice = grid.choose(byEffect(score).candidates(6).maxKl(1e9).minInduce(-1e9));
        assertThat(choice.verdicts()).hasSize(6);
        assertThat(choice.verdicts()).extracting(v -> v.measure("bypass")).isSortedAccordingTo(Double::compare);
        double limit = choice.verdicts().get(2).measure("KL (nats)");
        SiteChoice strict =
                grid.choose(byEffect(score).candidates(6).maxKl(limit).minInduce(-1e9));
        assertThat(strict.verdicts())
                .filteredOn(SiteVerdict::passes)
                .allSatisfy(v -> assertThat(v.measure("KL (nats)")).isLessThanOrEqualTo(limit));
        assertThat(strict.verdicts())
                .filteredOn(v -> !v.passes())
                .allSatisfy(v -> assertThat(v.refused()).startsWith("KL "));
        assertThat(strict.table().columnNames()).contains("bypass", "induce", "KL (nats)", "refused for");
    }

    @Test
    void whenAllAreRefusedTheNearestIsNamed() {
        assertThatThrownBy(() -> grid.choose(byEffect(score).candidates(3).minInduce(1e6))
                        .site())
                .hasMessageStartingWith(
                        "No site of digits passes by effect on the logit of '7' less 'g' among 3 considered;")
                .hasMessageContaining("below 1.0e+06");
        assertThatThrownBy(
                        () -> byEffect(Objective.of(residPost(1), x -> x.sum())).judge(grid))
                .hasMessageContaining("is computed from its logits, not from blocks.1.hook_resid_post");
        assertThatThrownBy(() -> byCosmic().candidates(0))
                .hasMessage("There is nothing to choose among 0 candidates. Give 1 or more.");
    }

    /** With three layers the tenth is one of them: the one in which the means are least alike. */
    @Test
    void cosmicComparesEachSideChangedWithTheOtherAsItIs() {
        HookName where = residPost(IntStream.range(0, model.config().nLayers())
                .boxed()
                .min(Comparator.comparingDouble(this::cosine))
                .orElseThrow());
        SiteVerdict first =
                grid.choose(byCosmic().candidates(2).maxKl(1e9)).verdicts().get(0);
        Direction direction = grid.direction(first.site());
        double removed =
                Vectors.cosine(mean(model.with(ablation(direction)), positives, where), mean(model, negatives, where));
        double added =
                Vectors.cosine(mean(model.with(steering(direction)), negatives, where), mean(model, positives, where));
        assertThat(first.measure("cos after ablation")).isCloseTo(removed, within(1e-5));
        assertThat(first.measure("cos after addition")).isCloseTo(added, within(1e-5));
        assertThat(first.measure("cos unchanged"))
                .isCloseTo(Vectors.cosine(mean(model, positives, where), mean(model, negatives, where)), within(1e-5));
        assertThat(first.score()).isCloseTo(removed + added, within(1e-5));
    }

    @Test
    void theOddsAreThoseOfTheTokensTogether() {
        double[] logits = last(model, "k7");
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit);
        }
        double p = (Math.exp(logits[id("I")]) + Math.exp(logits[id("A")])) / sum;
        assertThat(TextScores.mean(model, List.of("k7"), tokenOdds("I", "A")))
                .isCloseTo(Math.log(p) - Math.log(1 - p), within(1e-4));
        assertThat(tokenOdds("I", "A")).hasToString("log-odds of [I, A]");
        assertThatThrownBy(() -> TextScores.mean(model, List.of("k7"), tokenOdds("AB")))
                .hasMessage(
                        "'AB' is 2 tokens, [A, B], but must be one. Take one of them; most words begin with a space.");
        assertThatThrownBy(() -> tokenOdds()).hasMessage("The odds of no token are not defined. Give at least one.");
    }

    /** Where the model is as sure as float32 can be, 1 − P is no longer above 0. */
    @Test
    void theOddsOfACertainTokenAreFinite() {
        TokenBatch batch = TokenBatch.of(List.of(model.tokenizer().encode("k")));
        double odds = model.pass(batch, LogitsAt.LAST, List.of(), logits -> {
            NDArray certain = logits.zerosLike();
            certain.set(new NDIndex("..., " + id("A")), 200f);
            return (double)
                    tokenOdds("A", "I").value(certain, model.tokenizer()).toFloatArray()[0];
        });
        assertThat(odds).isCloseTo(-Math.log(1e-8), within(1e-3));
    }

    private double cosine(int layer) {
        return Vectors.cosine(mean(model, positives, residPost(layer)), mean(model, negatives, residPost(layer)));
    }

    private static float[] mean(HookedTransformer changed, List<String> texts, HookName where) {
        return Vectors.mean(texts.stream()
                .map(text -> {
                    HostArray stream = changed.runWithCache(text, where).cache().host(where);
                    return stream.row(0, stream.shape()[1] - 1);
                })
                .toArray(float[][]::new));
    }

    private double mean(HookedTransformer changed, List<String> texts) {
        int seven = id("7");
        int g = id("g");
        return texts.stream()
                .mapToDouble(text -> {
                    double[] logits = last(changed, text);
                    return logits[seven] - logits[g];
                })
                .average()
                .orElseThrow();
    }

    private double divergence(HookedTransformer after) {
        return negatives.stream()
                .mapToDouble(text -> {
                    double[] p = logSoftmax(last(model, text));
                    double[] q = logSoftmax(last(after, text));
                    double sum = 0;
                    for (int i = 0; i < p.length; i++) {
                        sum += Math.exp(p[i]) * (p[i] - q[i]);
                    }
                    return sum;
                })
                .average()
                .orElseThrow();
    }

    private int id(String token) {
        int[] ids = model.tokenizer().encode(token);
        return ids[ids.length - 1];
    }

    private static double[] last(HookedTransformer model, String text) {
        HostArray logits = model.run(text).hostLogits();
        float[] row = logits.row(0, logits.shape()[1] - 1);
        double[] values = new double[row.length];
        Arrays.setAll(values, i -> row[i]);
        return values;
    }

    private static double[] logSoftmax(double[] logits) {
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit);
        }
        double log = Math.log(sum);
        return Arrays.stream(logits).map(l -> l - log).toArray();
    }
}
