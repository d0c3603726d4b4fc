package dev.azimuth.discovery;

import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.hook.HookName;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.plot.Bars;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Tabular;
import dev.azimuth.progress.Progress;
import dev.azimuth.tensor.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Which of several concepts a model can be seen to represent, beyond what shallow cues give away: a direction in the
 * residual stream at the last token, judged on topics that were left out of both the fit and the choice of layer.
 *
 * <pre>{@code ConceptSurvey.of(model, Datasets.contrasts("truth", "humor"))}</pre>
 */
public final class ConceptSurvey implements Tabular {
    private static final int SHUFFLES = 100;

    /**
     * One concept.
     *
     * @param site where most topics' complements chose to read it
     * @param times how many of the topics they were
     * @param auc over all pairs
     * @param within the mean of the topics' own AUCs, as the shortcut's is measured
     * @param shortcutName the best shortcut
     * @param shortcut its AUC within topics
     * @param shuffled what the method gets at the site when labels mean nothing: mean and 95 % band
     * @param halves the cosine of the fits of two halves of the pairs
     * @param sink overlap of the direction at the site with the attention sink
     */
    public record Concept(
            String name,
            int pairs,
            int topics,
            HookName site,
            int times,
            Estimate auc,
            Estimate within,
            String shortcutName,
            Estimate shortcut,
            Estimate shuffled,
            Estimate halves,
            double sink) {
        /** Whether even the lower end of its interval lies above what the best shortcut and shuffled labels reach. */
        public boolean isBeyondShortcut() {
            return within.low() > shortcut.high() && auc.low() > shuffled.high();
        }

        private String verdict() {
            return isBeyondShortcut() ? "yes" : "no";
        }
    }

    private final String model;
    private final String method;
    private final List<Concept> concepts;

    private ConceptSurvey(String model, String method, List<Concept> concepts) {
        this.model = model;
        this.method = method;
        this.concepts = concepts;
    }

    /** Of these contrasts in this model, by the mean difference. */
    public static ConceptSurvey of(HookedTransformer model, List<ContrastivePairs> contrasts) {
        return of(model, contrasts, MeanDifference.meanDifference());
    }

    /** By another method, which is fitted about 1,400 times for each contrast of twelve topics in a model of thirty layers. */
    public static ConceptSurvey of(
            HookedTransformer model, List<ContrastivePairs> contrasts, DirectionEstimator estimator) {
        List<Concept> concepts = new ArrayList<>();
        for (ContrastivePairs contrast : Progress.over(contrasts, "surveying concepts")) {
            concepts.add(concept(DirectionSearch.on(model).of(contrast).fit(estimator)));
        }
        return new ConceptSurvey(model.name(), estimator.method(), List.copyOf(concepts));
    }

    private static Concept concept(Directions found) {
        PooledPairs pooled = new PooledPairs(found);
        ContrastivePairs pairs = pooled.pairs();
        TopicCrossValidation left = found.byTopic();
        HookName site = left.site();
        PairedRows rows = pooled.at(site);
        double[] shuffled = TopicCrossValidation.shuffled(found.estimator(), rows, pairs, SHUFFLES);
        Map.Entry<String, Estimate> shortcut = Shortcuts.of(pairs).best();
        return new Concept(
                pairs.name(),
                pairs.size(),
                pairs.topics().size(),
                site,
                (int) left.timesChosen(site),
                left.auc(),
                left.aucWithinTopics(),
                shortcut.getKey(),
                shortcut.getValue(),
                Controls.band(shuffled),
                Stability.of(found.estimator(), rows).splitHalf(),
                found.sink().overlap(found.at(site.layer())));
    }

    /** What was found, in the order asked for. */
    public List<Concept> concepts() {
        return concepts;
    }

    @Override
    public Table table() {
        return Table.create(
                "Concepts in " + model + " by " + method + ", each topic left out in turn, with 95 % intervals",
                text("contrast", Concept::name),
                number("pairs", Concept::pairs),
                number("topics", Concept::topics),
                text("layer", c -> c.site().layer() + " (" + c.times() + " of " + c.topics() + ")"),
                text("AUC", c -> two(c.auc())),
                text("AUC within topics", c -> two(c.within())),
                text("best shortcut", c -> c.shortcutName() + " " + two(c.shortcut())),
                text("beyond it", Concept::verdict),
                text("shuffled labels", c -> two(c.shuffled())),
                text("split-half cosine", c -> two(c.halves())),
                DoubleColumn.create("sink cosine", concepts.stream().mapToDouble(Concept::sink)));
    }

    /** The table as Markdown, for a README. */
    public String markdown() {
        Table table = table();
        StringBuilder text = new StringBuilder("| " + String.join(" | ", table.columnNames()) + " |\n");
        text.append("| --- ".repeat(table.columnCount())).append("|\n");
        for (int row = 0; row < table.rowCount(); row++) {
            for (int column = 0; column < table.columnCount() - 1; column++) {
                text.append("| ").append(table.getString(row, column)).append(' ');
            }
            text.append(
                    String.format(Locale.ROOT, "| %.2f |\n", concepts.get(row).sink()));
        }
        return text.toString();
    }

    /** AUC within topics beside the best shortcut's, over the band of shuffled labels. */
    public PlotlyFigure plot() {
        return Bars.of("contrast", "AUC within topics left out (95 % interval)")
                .categories(concepts.stream().map(Concept::name).toList())
                .series(
                        "direction",
                        numbers(c -> c.within().value()),
                        numbers(c -> c.within().low()),
                        numbers(c -> c.within().high()))
                .series(
                        "best shortcut",
                        numbers(c -> c.shortcut().value()),
                        numbers(c -> c.shortcut().low()),
                        numbers(c -> c.shortcut().high()))
                .nullBand(
                        "shuffled labels, 95 %",
                        numbers(c -> c.shuffled().low()),
                        numbers(c -> c.shuffled().high()))
                .figure()
                .title("What " + model + " can be seen to represent");
    }

    private double[] numbers(ToDoubleFunction<Concept> of) {
        return concepts.stream().mapToDouble(of).toArray();
    }

    private StringColumn text(String name, Function<Concept, String> of) {
        return StringColumn.create(name, concepts.stream().map(of));
    }

    private IntColumn number(String name, ToIntFunction<Concept> of) {
        return IntColumn.create(name, concepts.stream().mapToInt(of));
    }

    private static String two(Estimate e) {
        return String.format(Locale.ROOT, "%.2f [%.2f, %.2f]", e.value(), e.low(), e.high());
    }

    @Override
    public String toString() {
        return table().printAll();
    }
}
