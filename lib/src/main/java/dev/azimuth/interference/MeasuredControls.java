package dev.azimuth.interference;

import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.evaluation.KlDivergence;
import dev.azimuth.evaluation.Perplexity;
import dev.azimuth.plot.Tabular;
import java.util.List;
import java.util.function.Function;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What the same edit does along the direction, along the same without the attention sink, and along controls. */
public final class MeasuredControls implements Tabular {
    /** One direction, removed from everything written. */
    record Row(WholeModel predicted, MeasuredInterference measured) {}

    private final String target;
    private final List<Row> rows;

    MeasuredControls(String target, List<Row> rows) {
        this.target = target;
        this.rows = List.copyOf(rows);
    }

    /** A row a direction; medians are over the features that were to be spared. */
    @Override
    public Table table() {
        return Table.create(
                "Removing " + target + " beside controls, from everything written",
                StringColumn.create(
                        "direction", rows.stream().map(r -> r.predicted().label())),
                DoubleColumn.create(
                        "share of neutral energy (%)",
                        Readouts.rounded(rows.stream()
                                .mapToDouble(r -> 100 * r.predicted().energyShare()))),
                StringColumn.create(
                        KlDivergence.NAME,
                        rows.stream().map(r -> r.measured().klDivergence().toString())),
                StringColumn.create(
                        Perplexity.NAME,
                        rows.stream().map(r -> r.measured().perplexity().toString())),
                median("median shift where it was found", row -> row.here().shift()),
                median("median shift in the last layer", row -> row.last().shift()),
                DoubleColumn.create(
                        "entanglement",
                        Readouts.rounded(
                                rows.stream().mapToDouble(r -> r.measured().entanglement()))));
    }

    private DoubleColumn median(String name, Function<MeasuredInterference.Row, Shift> shift) {
        return DoubleColumn.create(
                name,
                Readouts.rounded(rows.stream()
                        .mapToDouble(r -> Bootstrap.quantile(
                                r.measured().rows().stream()
                                        .filter(row -> !row.predicted().isTarget())
                                        .mapToDouble(
                                                row -> shift.apply(row).size().value())
                                        .toArray(),
                                0.5))));
    }

    @Override
    public String toString() {
        return table().toString();
    }
}
