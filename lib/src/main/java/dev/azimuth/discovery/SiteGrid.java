package dev.azimuth.discovery;

import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.dataset.Split;
import dev.azimuth.direction.Direction;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.plot.Heatmap;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Estimate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The directions of one concept at every layer, stream, head and token, with how well each parts validation data. Test
 * data is not read until a site's AUC on it is asked for: choose first.
 */
public final class SiteGrid implements Tabular {
    private final HookedTransformer model;
    private final Split<ContrastivePairs> data;
    private final DirectionEstimator estimator;
    private final PairReader reader;
    private final AttentionSink sink;
    private final Map<Site, SiteDirection> found = new LinkedHashMap<>();

    SiteGrid(
            HookedTransformer model,
            Split<ContrastivePairs> data,
            DirectionEstimator estimator,
            PairReader reader,
            AttentionSink sink,
            List<SiteDirection> found) {
        this.model = model;
        this.data = data;
        this.estimator = estimator;
        this.reader = reader;
        this.sink = sink;
        found.forEach(each -> this.found.put(each.site(), each));
    }

    /** The concept. */
    public String name() {
        return data.train().name();
    }

    /** The model that was searched. */
    public HookedTransformer model() {
        return model;
    }

    /** The data they were found with. */
    public Split<ContrastivePairs> data() {
        return data;
    }

    /** The sites compared, in the order of the pass. */
    public List<Site> sites() {
        return List.copyOf(found.keySet());
    }

    /** The best on validation data, best first, as many as there are up to {@code count}, below {@code layer}. */
    public List<Site> best(int count, int layer) {
        return found.values().stream()
                .filter(each -> each.site().layer() < layer)
                .sorted(Comparator.comparing(SiteDirection::validation).reversed())
                .limit(count)
                .map(SiteDirection::site)
                .toList();
    }

    /** What was found there, as a direction in the residual stream. */
    public Direction direction(Site site) {
        return at(site).direction();
    }

    /** The model's attention sink; an edit along what overlaps it breaks the model. */
    public AttentionSink sink() {
        return sink;
    }

    /** AUC on the validation data. */
    public double validationAuc(Site site) {
        return at(site).validation().auc();
    }

    /** AUC on the test data, with an interval over topics and pairs. To be read once, of the site that was chosen. */
    public Estimate testAuc(Site site) {
        float[] axis = at(site).axis();
        return TopicScores.of(reader.read(data.test(), site), axis, data.test()).auc();
    }

    /** Chooses a site by validation data alone. */
    public SiteChoice choose(SiteCriterion criterion) {
        return new SiteChoice(this, criterion.toString(), criterion.judge(this));
    }

    SiteDirection at(Site site) {
        SiteDirection there = found.get(site);
        if (there == null) {
            throw new IllegalArgumentException("Nothing was sought at " + site + ". Sought at " + found.size()
                    + " sites, such as " + sites().get(0) + "; sites() has all.");
        }
        return there;
    }

    /** All sites, the best on validation data first. */
    @Override
    public Table table() {
        List<SiteDirection> sorted = found.values().stream()
                .sorted(Comparator.comparing(SiteDirection::validation).reversed())
                .toList();
        return Table.create(
                title(),
                IntColumn.create("layer", sorted.stream().mapToInt(s -> s.site().layer())),
                StringColumn.create("stream", sorted.stream().map(s -> s.site().stream())),
                StringColumn.create(
                        "token", sorted.stream().map(s -> s.site().position().toString())),
                DoubleColumn.create(
                        "validation AUC",
                        sorted.stream().mapToDouble(s -> s.validation().auc())),
                DoubleColumn.create(
                        "gap in spreads",
                        sorted.stream().mapToDouble(s -> s.validation().spreads())),
                DoubleColumn.create("sink |cos|", sorted.stream().mapToDouble(s -> sink.overlap(s.direction()))));
    }

    /** Validation AUC over layers, a row for each stream and token; of the heads of a layer the best. */
    public PlotlyFigure plot() {
        int layers = model.config().nLayers();
        Map<String, double[]> rows = new LinkedHashMap<>();
        for (SiteDirection each : found.values()) {
            Site site = each.site();
            String row = (site.isHead() ? "best head" : site.stream()) + ", " + site.position();
            double[] values = rows.computeIfAbsent(row, r -> {
                double[] none = new double[layers];
                Arrays.fill(none, Double.NaN);
                return none;
            });
            double before = values[site.layer()];
            values[site.layer()] = Double.isNaN(before)
                    ? each.validation().auc()
                    : Math.max(before, each.validation().auc());
        }
        return Heatmap.of(
                        "layer",
                        "stream, token from the end",
                        "AUC on " + data.validation().size() + " validation pairs")
                .values(rows.values().toArray(double[][]::new))
                .rows(List.copyOf(rows.keySet()))
                .diverging(0.5)
                .range(0, 1)
                .figure()
                .size(900, 160 + 20 * rows.size())
                .layout(everyLabel(rows.keySet()))
                .title("Where " + name() + " can be read");
    }

    /** In a figure that grows with its rows there is room for all their labels. */
    private static String everyLabel(Set<String> labels) {
        List<Integer> at = IntStream.range(0, labels.size()).boxed().toList();
        return "{\"yaxis\": {\"tickvals\": " + at + ", \"ticktext\": [\"" + String.join("\", \"", labels) + "\"]}}";
    }

    private String title() {
        return name() + " by " + estimator.method() + " at " + found.size() + " sites: "
                + data.train().size() + " training, " + data.validation().size() + " validation pairs";
    }

    @Override
    public String toString() {
        return "SiteGrid: " + title();
    }
}
