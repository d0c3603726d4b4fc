package dev.azimuth.discovery;

import dev.azimuth.direction.Direction;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Estimate;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** A site chosen on validation data, and how its direction does on test data. */
public final class SiteChoice implements Tabular {
    private final SiteGrid grid;
    private final String criterion;
    private final List<SiteVerdict> verdicts;

    SiteChoice(SiteGrid grid, String criterion, List<SiteVerdict> verdicts) {
        this.grid = grid;
        this.criterion = criterion;
        this.verdicts = verdicts.stream()
                .sorted(Comparator.comparing(SiteVerdict::passes)
                        .thenComparingDouble(SiteVerdict::score)
                        .reversed())
                .toList();
    }

    /**
     * The site.
     *
     * @throws IllegalStateException when every site was refused, with what the nearest one lacks
     */
    public Site site() {
        if (verdicts.isEmpty() || !verdicts.get(0).passes()) {
            throw new IllegalStateException("No site of " + grid.name() + " passes by " + criterion + " among "
                    + verdicts.size() + " considered"
                    + (verdicts.isEmpty()
                            ? ""
                            : "; " + verdicts.get(0).site() + " has "
                                    + verdicts.get(0).refused())
                    + ". Consider more candidates, move the thresholds, or choose byAuc(); table() has all.");
        }
        return verdicts.get(0).site();
    }

    /** The direction found there. */
    public Direction direction() {
        return grid.direction(site());
    }

    /** What was said of each site considered, best first, refused ones last. */
    public List<SiteVerdict> verdicts() {
        return verdicts;
    }

    /** How many sites were compared on validation data; the more, the further the best of them falls on test data. */
    public int compared() {
        return grid.sites().size();
    }

    /** Its AUC on the test data, with an interval over topics and pairs. */
    public Estimate testAuc() {
        return grid.testAuc(site());
    }

    @Override
    public Table table() {
        Table table = Table.create(
                grid.name() + " by " + criterion + ", " + verdicts.size() + " of " + compared() + " sites considered",
                IntColumn.create(
                        "layer", verdicts.stream().mapToInt(v -> v.site().layer())),
                StringColumn.create("stream", verdicts.stream().map(v -> v.site().stream())),
                StringColumn.create(
                        "token", verdicts.stream().map(v -> v.site().position().toString())),
                DoubleColumn.create(
                        "validation AUC", verdicts.stream().mapToDouble(v -> grid.validationAuc(v.site()))));
        if (!verdicts.isEmpty()) {
            for (String measure : verdicts.get(0).measures().keySet()) {
                table.addColumns(DoubleColumn.create(measure, verdicts.stream().mapToDouble(v -> v.measure(measure))));
            }
        }
        table.addColumns(DoubleColumn.create(
                "sink |cos|", verdicts.stream().mapToDouble(v -> grid.sink().overlap(grid.direction(v.site())))));
        table.addColumns(StringColumn.create("refused for", verdicts.stream().map(SiteVerdict::refused)));
        return table;
    }

    private String sinkOverlap() {
        return String.format(Locale.ROOT, "; sink |cos| %.2f", grid.sink().overlap(direction()));
    }

    @Override
    public String toString() {
        return grid.name() + ": " + site() + ", chosen of " + compared() + " sites by " + criterion + "; test AUC "
                + testAuc() + " on " + grid.data().test().size() + " pairs of "
                + grid.data().test().topics().size() + " topics" + sinkOverlap();
    }
}
