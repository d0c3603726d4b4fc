package dev.azimuth.interference;

import dev.azimuth.evaluation.RankCorrelation;
import dev.azimuth.tensor.Estimate;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Collects rank correlations. */
final class RankTable {
    private final StringColumn what = StringColumn.create("measured");
    private final StringColumn from = StringColumn.create("known before");
    private final StringColumn directions = StringColumn.create("directions");
    private final StringColumn correlation = StringColumn.create("rank correlation");
    private final DoubleColumn within = DoubleColumn.create("within");

    void add(String measured, String knownBefore, String which, Estimate estimate) {
        what.append(measured);
        from.append(knownBefore);
        directions.append(which);
        correlation.append(estimate.toString());
        within.appendMissing();
    }

    void add(String measured, String knownBefore, String which, double[][] known, double[][] after) {
        add(measured, knownBefore, which, RankCorrelation.ofCells(known, after));
        within.set(within.size() - 1, RankCorrelation.withinCells(known, after));
    }

    Table table() {
        return Table.create(
                "How well what was known before ranks what was measured", what, from, directions, correlation, within);
    }
}
