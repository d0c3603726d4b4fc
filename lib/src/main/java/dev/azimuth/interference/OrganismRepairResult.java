package dev.azimuth.interference;

import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Estimate;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What each arm left and broke when false refusals were removed. */
public final class OrganismRepairResult implements Tabular {
    /**
     * One repair. Divergences are from the oracle, in nats a token, over replies that it gives.
     *
     * @param repair what was done
     * @param strength λ
     * @param removed the share of the false refusals that are gone
     * @param falseRefusals the probability of a refusal where there should be none
     * @param trueRefusalsLost by how much that of a refusal fell where there should be one
     * @param falselyRefused the divergence on requests that were refused falsely
     * @param trulyRefused the divergence on requests that should be refused
     * @param benign the divergence on neutral prompts
     */
    public record Row(
            String repair,
            double strength,
            Estimate removed,
            Estimate falseRefusals,
            Estimate trueRefusalsLost,
            Estimate falselyRefused,
            Estimate trulyRefused,
            Estimate benign) {}

    private final String what;
    private final double share;
    private final double tolerance;
    private final List<Row> rows;

    OrganismRepairResult(String what, double share, double tolerance, List<Row> rows) {
        this.what = what;
        this.share = share;
        this.tolerance = tolerance;
        this.rows = List.copyOf(rows);
    }

    /** The organism as it is, each arm, and the oracle. */
    public List<Row> rows() {
        return rows;
    }

    /** Whether as much was removed as was wanted; otherwise what it broke cannot be held against others. */
    public boolean reached(Row row) {
        return Math.abs(row.removed().value() - share) <= tolerance;
    }

    /** Repair by repair, with 95 % intervals. */
    @Override
    public Table table() {
        return Table.create(
                what,
                StringColumn.create("removed", rows.stream().map(Row::repair)),
                DoubleColumn.create(
                        "strength", CollateralNumbers.rounded(rows.stream().mapToDouble(Row::strength))),
                StringColumn.create(
                        "share of false refusals removed",
                        IntStream.range(0, rows.size()).mapToObj(this::removed)),
                text("false refusals left", row -> row.falseRefusals().toString()),
                text("true refusals lost", row -> row.trueRefusalsLost().toString()),
                text(
                        "KL from the oracle, falsely refused",
                        row -> row.falselyRefused().toString()),
                text("truly refused", row -> row.trulyRefused().toString()),
                text("neutral", row -> row.benign().toString()));
    }

    private String removed(int row) {
        boolean arm = row > 0 && row < rows.size() - 1;
        return rows.get(row).removed() + (arm && !reached(rows.get(row)) ? " (not matched)" : "");
    }

    private StringColumn text(String name, Function<Row, String> cell) {
        return StringColumn.create(name, rows.stream().map(cell));
    }

    @Override
    public String toString() {
        return table().printAll();
    }
}
