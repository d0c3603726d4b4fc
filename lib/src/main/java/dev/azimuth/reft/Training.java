package dev.azimuth.reft;

import dev.azimuth.plot.LayerCurve;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Tabular;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/** How something was trained: the loss of each step, and how it ended. */
public final class Training implements Tabular {
    /** How a training ended. */
    public enum End {
        /** All steps were made. */
        FINISHED,
        /** The loss to stop at was reached. */
        AT_LOSS,
        /** Someone stopped it; {@link Reft#resume} goes on. */
        INTERRUPTED
    }

    private final Schedule schedule;
    private final End end;
    private final double[] losses;
    private final double seconds;
    private final String examples;
    /** What is needed to go on; null where there is nothing left to do. */
    private final @Nullable AdamW optimizer;

    Training(Schedule schedule, End end, double[] losses, double seconds, String examples, @Nullable AdamW optimizer) {
        this.schedule = schedule;
        this.end = end;
        this.losses = losses.clone();
        this.seconds = seconds;
        this.examples = examples;
        this.optimizer = optimizer;
    }

    Schedule schedule() {
        return schedule;
    }

    @Nullable
    AdamW optimizer() {
        return optimizer;
    }

    /** SHA-256 of the examples' tokens. */
    String examples() {
        return examples;
    }

    /** How it ended. */
    public End end() {
        return end;
    }

    /** The loss before each step, in nats a token of the answers. */
    public double[] losses() {
        return losses.clone();
    }

    /** How long its steps took. */
    public double seconds() {
        return seconds;
    }

    /** Step and loss. */
    @Override
    public Table table() {
        return Table.create(
                "Training",
                IntColumn.create("step", IntStream.range(0, losses.length)),
                DoubleColumn.create("loss", losses));
    }

    /** The loss over the steps, its axis logarithmic. */
    public PlotlyFigure plot() {
        return LayerCurve.of("step", "loss (nats a token)")
                .series("training", losses)
                .figure()
                .layout("{\"yaxis\": {\"type\": \"log\"}}")
                .title(toString());
    }

    /** The last losses as bars of a logarithmic height, for a place that has room for text alone. */
    static String sparkline(List<Double> losses, int width) {
        List<Double> shown = IntStream.range(0, Math.min(width, losses.size()))
                .mapToObj(i -> losses.get((int) ((i + 1L) * losses.size() / Math.min(width, losses.size()) - 1)))
                .toList();
        double[] logs = shown.stream()
                .mapToDouble(loss -> Math.log(Math.max(loss, 1e-12)))
                .toArray();
        double low = Arrays.stream(logs).min().orElse(0);
        double range = Math.max(1e-9, Arrays.stream(logs).max().orElse(0) - low);
        StringBuilder bars = new StringBuilder();
        for (double log : logs) {
            bars.append((char) ('▁' + Math.round(7 * (log - low) / range)));
        }
        return bars.toString();
    }

    @Override
    public String toString() {
        String ended = end == End.FINISHED ? "" : end == End.AT_LOSS ? ", where it was to stop" : ", then interrupted";
        return losses.length + " of " + schedule.steps() + " steps in " + String.format(Locale.ROOT, "%.1f", seconds)
                + " s" + ended
                + (losses.length == 0
                        ? ""
                        : String.format(Locale.ROOT, ", loss %.3g to %.3g", losses[0], losses[losses.length - 1]));
    }
}
