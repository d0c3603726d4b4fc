package dev.azimuth.evaluation;

import dev.azimuth.plot.Bars;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Estimate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What an evaluation measured: a row a metric and subject, a column a model. */
public final class EvaluationResult implements Tabular {
    private final Map<String, List<Measurement>> byModel;

    EvaluationResult(Map<String, List<Measurement>> byModel) {
        this.byModel = new LinkedHashMap<>(byModel);
    }

    /** The models' names, the one before the edits first. */
    public List<String> models() {
        return List.copyOf(byModel.keySet());
    }

    /** One number. */
    public Estimate estimate(String model, String metric, String subject) {
        return byModel.getOrDefault(model, List.of()).stream()
                .filter(m -> m.metric().equals(metric) && m.subject().equals(subject))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "Nothing measured for model '" + model + "', metric '" + metric + "', subject '" + subject
                                + "'. Models: " + models() + "; metrics: " + metrics() + "."))
                .estimate();
    }

    /** The metrics' names. */
    public List<String> metrics() {
        return first().stream().map(Measurement::metric).distinct().toList();
    }

    /** Everything, with 95 % intervals. */
    @Override
    public Table table() {
        Table table = Table.create(
                "Before and after, with 95 % intervals",
                StringColumn.create("metric", first().stream().map(Measurement::metric)),
                StringColumn.create("on", first().stream().map(Measurement::subject)),
                IntColumn.create(
                        "n", first().stream().mapToInt(m -> m.estimate().n())));
        byModel.forEach((model, rows) -> table.addColumns(
                StringColumn.create(model, rows.stream().map(m -> m.estimate().toString()))));
        return table;
    }

    /** One metric as bars, a group a subject, a bar a model. */
    public PlotlyFigure plot(String metric) {
        Bars bars = Bars.of("measured on", metric)
                .categories(
                        rows(first(), metric).stream().map(Measurement::subject).toList());
        for (Map.Entry<String, List<Measurement>> entry : byModel.entrySet()) {
            List<Estimate> estimates = rows(entry.getValue(), metric).stream()
                    .map(Measurement::estimate)
                    .toList();
            bars = bars.series(
                    entry.getKey(),
                    estimates.stream().mapToDouble(Estimate::value).toArray(),
                    estimates.stream()
                            .mapToDouble(e -> e.isExact() ? e.value() : e.low())
                            .toArray(),
                    estimates.stream()
                            .mapToDouble(e -> e.isExact() ? e.value() : e.high())
                            .toArray());
        }
        return bars.figure().title("Before and after, with 95 % intervals");
    }

    private List<Measurement> rows(List<Measurement> all, String metric) {
        List<Measurement> found =
                all.stream().filter(m -> m.metric().equals(metric)).toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("No metric is called '" + metric + "'. Measured: " + metrics() + ".");
        }
        return found;
    }

    private List<Measurement> first() {
        return byModel.values().iterator().next();
    }

    @Override
    public String toString() {
        return table().toString();
    }
}
