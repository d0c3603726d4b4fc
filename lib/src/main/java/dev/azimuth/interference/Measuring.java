package dev.azimuth.interference;

import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.discovery.Directions;
import dev.azimuth.evaluation.Evaluation;
import dev.azimuth.evaluation.EvaluationResult;
import dev.azimuth.evaluation.KlDivergence;
import dev.azimuth.evaluation.Metric;
import dev.azimuth.evaluation.Perplexity;
import dev.azimuth.hook.HookName;
import dev.azimuth.model.Activations;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.progress.Progress;
import dev.azimuth.tensor.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Measures edited models by the numbers that were predicted; what the model before the edit has to do for it is done once. */
final class Measuring {
    private final HookedTransformer before;
    private final List<Prediction> predicted;
    private final Metric.Prepared divergence;
    private final Metric.Prepared perplexity;
    private final Estimate perplexityBefore;

    Measuring(HookedTransformer before, InterferenceReport.Unseen unseen, List<Prediction> predicted) {
        this.before = before;
        this.predicted = predicted;
        this.divergence = KlDivergence.klDivergence(unseen.neutral()).on(before);
        this.perplexity = Perplexity.perplexity(unseen.prose()).on(before);
        this.perplexityBefore = only(perplexity, before);
    }

    MeasuredInterference on(Removal removal, HookedTransformer edited, List<Metric> behaviour) {
        List<MeasuredInterference.Row> rows = new ArrayList<>();
        for (Prediction each : Progress.over(predicted, "measuring features")) {
            rows.add(measure(each, edited));
        }
        return new MeasuredInterference(
                removal.direction().name(),
                rows,
                only(divergence, edited),
                perplexityBefore,
                only(perplexity, edited),
                behaviour(edited, behaviour));
    }

    private static MeasuredInterference.Row measure(Prediction prediction, HookedTransformer edited) {
        HookName here = prediction.here().site();
        HookName last = prediction.last().site();
        Directions feature = prediction.here().feature();
        Activations train = read(edited, feature.data().train(), here, last);
        Activations test = read(edited, feature.data().test(), here, last);
        return new MeasuredInterference.Row(
                prediction,
                MeasuredProbe.of(prediction.here(), train.rows(here), test.rows(here)),
                MeasuredProbe.of(prediction.last(), train.rows(last), test.rows(last)));
    }

    /** All positive texts, then their partners, as a search reads them. */
    static Activations read(HookedTransformer model, ContrastivePairs pairs, HookName... places) {
        List<String> texts = Stream.concat(pairs.positives().stream(), pairs.negatives().stream())
                .map(model::asUserTurn)
                .toList();
        return model.harvest(texts).at(places).lastToken();
    }

    private static Estimate only(Metric.Prepared metric, HookedTransformer model) {
        return metric.measure(model).get(0).estimate();
    }

    private Optional<EvaluationResult> behaviour(HookedTransformer edited, List<Metric> metrics) {
        if (metrics.isEmpty()) {
            return Optional.empty();
        }
        Evaluation evaluation = Evaluation.compare(before, edited);
        for (Metric each : metrics) {
            evaluation = evaluation.metric(each);
        }
        return Optional.of(evaluation.run());
    }
}
