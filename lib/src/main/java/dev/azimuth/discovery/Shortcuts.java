package dev.azimuth.discovery;

import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.plot.TableView;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Estimate;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How well classifiers that understand nothing tell the sides of a contrast apart: by length, punctuation, first word, or a
 * bag of words. A direction has found something when it does better.
 *
 * <p>Each is a logistic regression whose weights have a normal prior of unit variance. Topics are left out in turn, or in
 * twenty groups where there are more, and scored by a fit of the others; the figure is the mean of the topics' own AUCs,
 * with a 95 % interval over topics.
 *
 * <pre>{@code Shortcuts.of(pairs)}</pre>
 */
public final class Shortcuts implements Tabular {
    private static final int MOST_PAIRS = 500;

    private final String title;
    private final Map<String, Estimate> aucs;

    private Shortcuts(String title, Map<String, Estimate> aucs) {
        this.title = title;
        this.aucs = Collections.unmodifiableMap(aucs);
    }

    /** Of these pairs, or of 500 of them, evenly over the topics; a second for a shipped contrast. */
    public static Shortcuts of(ContrastivePairs pairs) {
        ContrastivePairs some = pairs.take(Math.min(MOST_PAIRS, pairs.size()));
        Map<String, Estimate> aucs = new LinkedHashMap<>();
        for (Shortcut shortcut : Shortcut.values()) {
            double[] topics = new ShortcutProbe(shortcut, some).scores().topicAucs();
            aucs.put(shortcut.label(), Bootstrap.mean(topics));
        }
        return new Shortcuts(
                "Shortcuts to " + pairs.name() + ": " + some.size() + " pairs of "
                        + some.topics().size() + " topics",
                aucs);
    }

    /** AUC within topics by the shortcut's name: {@code length}, {@code punctuation}, {@code first word}, {@code bag of words}. */
    public Map<String, Estimate> aucs() {
        return aucs;
    }

    /** The one that does best, which a direction has to beat. */
    public Map.Entry<String, Estimate> best() {
        return Collections.max(
                aucs.entrySet(),
                Comparator.comparingDouble(entry -> entry.getValue().value()));
    }

    @Override
    public Table table() {
        return Table.create(
                title,
                StringColumn.create("shortcut", aucs.keySet()),
                DoubleColumn.create("AUC", aucs.values().stream().mapToDouble(Estimate::value)),
                DoubleColumn.create("95 % low", aucs.values().stream().mapToDouble(Estimate::low)),
                DoubleColumn.create("95 % high", aucs.values().stream().mapToDouble(Estimate::high)));
    }

    @Override
    public String toHtml() {
        return TableView.of(table()).digits(2).toHtml();
    }

    @Override
    public String toString() {
        return table().printAll();
    }
}
