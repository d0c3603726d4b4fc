package dev.azimuth.sae;

import dev.azimuth.plot.LayerCurve;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Tabular;
import java.util.Locale;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/**
 * An autoencoder and how its training went. What it is worth says {@link SparseAutoencoder#evaluate}, on other texts.
 *
 * @param sae the autoencoder
 * @param table of some steps: the share of the batch's variance that was not explained, active features of a row, and
 *     features that had been inactive for a while
 * @param rows that it was trained on
 * @param steps that were taken
 */
public record TrainedSae(SparseAutoencoder sae, Table table, int rows, int steps) implements Tabular {
    private static final String STEP = "step";
    private static final String LOSS = "variance not explained";
    private static final String ACTIVE = "active features (L0)";
    private static final String DEAD = "inactive for a while";

    /** Collects the table. */
    static final class Curve {
        private final Table table = Table.create(
                "Training",
                IntColumn.create(STEP),
                DoubleColumn.create(LOSS),
                DoubleColumn.create(ACTIVE),
                IntColumn.create(DEAD));

        void add(int step, double unexplained, double active, int dead) {
            table.intColumn(STEP).append(step);
            table.doubleColumn(LOSS).append(unexplained);
            table.doubleColumn(ACTIVE).append(active);
            table.intColumn(DEAD).append(dead);
        }

        Table table() {
            return table;
        }
    }

    /** The loss and the share of inactive features, step by step. */
    public PlotlyFigure plot() {
        double[] dead = table.intColumn(DEAD).asDoubleColumn().asDoubleArray();
        for (int i = 0; i < dead.length; i++) {
            dead[i] /= sae.config().features();
        }
        return LayerCurve.of(STEP, "share")
                .at(table.intColumn(STEP).asDoubleColumn().asDoubleArray())
                .series(LOSS, table.doubleColumn(LOSS).asDoubleArray())
                .series("features " + DEAD, dead)
                .figure();
    }

    @Override
    public String toString() {
        double last = table.doubleColumn(LOSS).get(table.rowCount() - 1);
        return String.format(
                Locale.ROOT,
                "TrainedSae: %s; %d steps on %d rows; %.3f of the last batch's variance not explained",
                sae,
                steps,
                rows,
                last);
    }
}
