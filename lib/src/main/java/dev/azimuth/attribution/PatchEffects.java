package dev.azimuth.attribution;

import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.plot.Heatmap;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.tensor.Estimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** How much each patch of a sweep changes each metric, measured or estimated. */
final class PatchEffects {
    final List<String> metrics;
    final List<PatchCell> cells;
    final List<String> tokens;
    final String direction;
    /** The first token in which a pair differs; patches before it do nothing. */
    final int firstDifference;

    private final List<double[][]> effects; // [pair][metric][cell]

    PatchEffects(ActivationPatching sweep, List<EncodedPair> pairs, List<PatchCell> cells, List<double[][]> effects) {
        this(
                sweep.metrics.stream().map(Object::toString).toList(),
                cells,
                EncodedPair.labels(pairs, sweep.model.tokenizer()),
                sweep.direction(),
                pairs.stream().mapToInt(EncodedPair::firstDifference).min().orElse(0),
                effects);
    }

    PatchEffects(
            List<String> metrics,
            List<PatchCell> cells,
            List<String> tokens,
            String direction,
            int firstDifference,
            List<double[][]> effects) {
        this.metrics = metrics;
        this.cells = cells;
        this.tokens = tokens;
        this.direction = direction;
        this.firstDifference = firstDifference;
        this.effects = List.copyOf(effects);
    }

    int pairs() {
        return effects.size();
    }

    /** One number a pair. */
    double[] values(int metric, int cell) {
        return effects.stream().mapToDouble(pair -> pair[metric][cell]).toArray();
    }

    double mean(int metric, int cell) {
        return effects.stream()
                .mapToDouble(pair -> pair[metric][cell])
                .average()
                .orElseThrow();
    }

    /** The mean over pairs, with an interval where there are several. */
    Estimate estimate(int metric, int cell) {
        return pairs() == 1 ? Estimate.exact(mean(metric, cell), 1) : Bootstrap.mean(values(metric, cell));
    }

    /** The index of a cell, given one that equals it. */
    int indexOf(PatchCell cell) {
        int found = cells.indexOf(cell);
        if (found < 0) {
            throw new IllegalArgumentException("Nothing was patched at " + cell + ", but at " + cells.size()
                    + " other places, from " + cells.get(0) + " to " + cells.get(cells.size() - 1) + ".");
        }
        return found;
    }

    /** Every patch, the largest change of the first metric first. */
    Table table(String title) {
        List<Integer> sorted = IntStream.range(0, cells.size())
                .boxed()
                .sorted(Comparator.comparingDouble(cell -> -Math.abs(mean(0, cell))))
                .toList();
        List<PatchCell> rows = sorted.stream().map(cells::get).toList();
        Table table = Table.create(
                title,
                StringColumn.create(
                        "activation", rows.stream().map(c -> c.name().point().suffix())),
                IntColumn.create("layer", rows.stream().mapToInt(c -> c.name().layer())));
        if (rows.stream().anyMatch(c -> c.head() != PatchCell.ALL)) {
            table.addColumns(StringColumn.create("head", rows.stream().map(c -> orAll(c.head()))));
        }
        if (rows.stream().anyMatch(c -> c.position() != PatchCell.ALL)) {
            table.addColumns(
                    StringColumn.create("position", rows.stream().map(c -> orAll(c.position()))),
                    StringColumn.create("token", rows.stream().map(this::token)));
        }
        for (int metric = 0; metric < metrics.size(); metric++) {
            int m = metric;
            List<Estimate> estimates =
                    sorted.stream().map(cell -> estimate(m, cell)).toList();
            table.addColumns(DoubleColumn.create(
                    "change of the " + metrics.get(m), estimates.stream().mapToDouble(Estimate::value)));
            if (pairs() > 1) {
                table.addColumns(
                        DoubleColumn.create(
                                "low, " + metrics.get(m), estimates.stream().mapToDouble(Estimate::low)),
                        DoubleColumn.create(
                                "high, " + metrics.get(m), estimates.stream().mapToDouble(Estimate::high)));
            }
        }
        return table;
    }

    private static String orAll(int index) {
        return index == PatchCell.ALL ? "all" : Integer.toString(index);
    }

    private String token(PatchCell cell) {
        return cell.position() == PatchCell.ALL ? "" : tokens.get(cell.position());
    }

    /** The means at one kind of activation: {@code [layer][token]}, {@code [layer][head]} or {@code [layer.head][token]}. */
    double[][] matrix(HookPoint point, int metric) {
        return rows(point).values().stream()
                .map(row -> row.stream().mapToDouble(cell -> mean(metric, cell)).toArray())
                .toArray(double[][]::new);
    }

    /** The same as a picture. */
    PlotlyFigure plot(HookPoint point, int metric, String valueName) {
        Map<String, List<Integer>> rows = rows(point);
        List<Integer> first = rows.values().iterator().next();
        boolean byToken = cells.get(first.get(0)).position() != PatchCell.ALL;
        boolean byHead = cells.get(first.get(0)).head() != PatchCell.ALL;
        List<String> columns = byToken
                ? tokens
                : IntStream.range(0, first.size()).mapToObj(Integer::toString).toList();
        Heatmap map = Heatmap.of(byToken ? "token" : "head", byToken && byHead ? "layer.head" : "layer", valueName)
                .values(matrix(point, metric))
                .rows(List.copyOf(rows.keySet()))
                .columns(columns)
                .diverging(0)
                .upward();
        if (pairs() > 1) {
            map = map.hover(rows.values().stream()
                    .map(row -> row.stream()
                            .map(cell -> "95 %: " + estimate(metric, cell))
                            .toList())
                    .toList());
        }
        return map.figure().size(byToken ? 900 : 620, Math.max(320, Math.min(900, 140 + 18 * rows.size())));
    }

    /** The cells of each row. */
    private Map<String, List<Integer>> rows(HookPoint point) {
        Map<String, List<Integer>> rows = new LinkedHashMap<>();
        for (int cell = 0; cell < cells.size(); cell++) {
            PatchCell patched = cells.get(cell);
            if (patched.name().point() == point) {
                boolean headByToken = patched.head() != PatchCell.ALL && patched.position() != PatchCell.ALL;
                String row = patched.name().layer() + (headByToken ? "." + patched.head() : "");
                rows.computeIfAbsent(row, r -> new ArrayList<>()).add(cell);
            }
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("Nothing was patched at " + point.suffix() + ". Patched: "
                    + cells.stream()
                            .map(c -> c.name().point().suffix())
                            .distinct()
                            .toList() + ".");
        }
        return rows;
    }
}
