package dev.azimuth.evaluation;

import dev.azimuth.model.HookedTransformer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures a model and what edits made of it, side by side.
 *
 * <pre>{@code Evaluation.of(model).against("edited", edited).metric(perplexity(texts)).run()}</pre>
 */
public final class Evaluation {
    private static final String BEFORE = "before";

    private final HookedTransformer before;
    private final Map<String, HookedTransformer> changed;
    private final List<Metric> metrics;

    private Evaluation(HookedTransformer before, Map<String, HookedTransformer> changed, List<Metric> metrics) {
        this.before = before;
        this.changed = changed;
        this.metrics = metrics;
    }

    /** Starts from the model before any edit. */
    public static Evaluation of(HookedTransformer before) {
        return new Evaluation(before, Map.of(), List.of());
    }

    /** One model before and after. */
    public static Evaluation compare(HookedTransformer before, HookedTransformer after) {
        return of(before).against("after", after);
    }

    /** Adds a changed model, under a name for the results. */
    public Evaluation against(String name, HookedTransformer model) {
        if (name.isBlank() || name.equals(BEFORE) || changed.containsKey(name)) {
            throw new IllegalArgumentException("A changed model cannot be called '" + name + "': '" + BEFORE
                    + "' is the model before the edits, and taken are " + changed.keySet()
                    + ". Give it a name of its own.");
        }
        Map<String, HookedTransformer> next = new LinkedHashMap<>(changed);
        next.put(name, model);
        return new Evaluation(before, next, metrics);
    }

    /** Adds a metric. */
    public Evaluation metric(Metric metric) {
        List<Metric> next = new ArrayList<>(metrics);
        next.add(metric);
        return new Evaluation(before, changed, next);
    }

    /**
     * Measures everything.
     *
     * @throws IllegalStateException when there is nothing to measure, or no changed model
     */
    public EvaluationResult run() {
        if (changed.isEmpty() || metrics.isEmpty()) {
            throw new IllegalStateException("Nothing to evaluate: there are " + changed.size() + " changed models and "
                    + metrics.size() + " metrics. Add at least one of each, with against(…) and metric(…).");
        }
        Map<String, HookedTransformer> models = new LinkedHashMap<>();
        models.put(BEFORE, before);
        models.putAll(changed);
        Map<String, List<Measurement>> results = new LinkedHashMap<>();
        for (Metric metric : metrics) {
            Metric.Prepared prepared = metric.on(before);
            models.forEach((name, model) ->
                    results.computeIfAbsent(name, n -> new ArrayList<>()).addAll(prepared.measure(model)));
        }
        return new EvaluationResult(results);
    }

    @Override
    public String toString() {
        return "Evaluation of " + before.name() + " against " + changed.keySet() + " by " + metrics;
    }
}
