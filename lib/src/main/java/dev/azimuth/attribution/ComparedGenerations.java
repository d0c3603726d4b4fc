package dev.azimuth.attribution;

import dev.azimuth.plot.LayerCurve;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.SideBySide;
import dev.azimuth.plot.StackedViews;
import dev.azimuth.plot.Tabular;
import dev.azimuth.plot.TokenStrip;
import java.util.List;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What two models write after some prompts, side by side; a notebook shows the texts, {@link #table} has the numbers. */
public final class ComparedGenerations implements Tabular {
    private final List<String> directions;
    private final List<ComparedGeneration> all;

    ComparedGenerations(List<String> directions, List<ComparedGeneration> all) {
        this.directions = directions;
        this.all = List.copyOf(all);
    }

    /** One for each prompt. */
    public List<ComparedGeneration> all() {
        return all;
    }

    /** Both texts of each prompt, marked from where they part, and below them the first's tokens by divergence and projection. */
    @Override
    public String toHtml() {
        return view().toHtml();
    }

    private StackedViews view() {
        SideBySide texts = SideBySide.of("base", "changed");
        for (ComparedGeneration each : all) {
            texts = texts.row(
                    each.base().prompt(), each.base().text(), each.changed().text());
        }
        StackedViews stack = StackedViews.of("", texts);
        for (ComparedGeneration each : all) {
            stack = stack.then(
                    "after " + each.base().prompt(), strip("KL(base ‖ changed), nats", each, each.divergence()));
            for (int i = 0; i < directions.size(); i++) {
                String name = "along " + directions.get(i) + ", class gaps";
                List<Double> before = each.baseProjections().get(i);
                List<Double> after = each.changedProjections().get(i);
                double reach = Math.max(1e-9, Math.max(largest(before), largest(after)));
                stack = stack.then("", strip("base " + name, each, before).reach(reach))
                        .then("", strip("changed " + name, each, after).reach(reach));
            }
        }
        return stack;
    }

    private static TokenStrip strip(String name, ComparedGeneration each, List<Double> values) {
        TokenStrip strip = TokenStrip.of(name, each.tokens(), array(values));
        int parting = each.parting();
        if (parting >= each.tokens().size()) {
            return strip;
        }
        String other = parting < each.changedTokens().size()
                ? "the changed model writes '" + each.changedTokens().get(parting) + "'"
                : "the changed model has ended";
        return strip.mark(parting, other);
    }

    private static double largest(List<Double> values) {
        return values.stream().mapToDouble(Math::abs).max().orElse(0);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The first prompt's divergence token by token, with the place where the texts part. */
    public PlotlyFigure plot() {
        ComparedGeneration first = all.get(0);
        LayerCurve curve = LayerCurve.of("token of the base text", "KL(base ‖ changed), nats")
                .series("divergence", array(first.divergence()));
        if (first.parting() < first.tokens().size()) {
            curve = curve.mark("texts part", first.parting());
        }
        return curve.figure().title("After '" + first.base().prompt() + "'");
    }

    /** A row for each token of each base text. */
    @Override
    public Table table() {
        Table table = Table.create(
                "Base and changed model in step",
                IntColumn.create("prompt"),
                IntColumn.create("token"),
                StringColumn.create("base writes"),
                StringColumn.create("changed writes"),
                StringColumn.create("texts"),
                DoubleColumn.create("KL (nats)"));
        for (String name : directions) {
            table.addColumns(DoubleColumn.create("base along " + name), DoubleColumn.create("changed along " + name));
        }
        for (int prompt = 0; prompt < all.size(); prompt++) {
            ComparedGeneration each = all.get(prompt);
            for (int token = 0; token < each.tokens().size(); token++) {
                table.intColumn(0).append(prompt);
                table.intColumn(1).append(token);
                table.stringColumn(2).append(each.tokens().get(token));
                List<String> others = each.changedTokens();
                table.stringColumn(3).append(token < others.size() ? others.get(token) : "");
                int parting = each.parting();
                table.stringColumn(4).append(token < parting ? "same" : token == parting ? "part here" : "apart");
                table.doubleColumn(5).append(each.divergence().get(token));
                for (int i = 0; i < directions.size(); i++) {
                    table.doubleColumn(6 + 2 * i)
                            .append(each.baseProjections().get(i).get(token));
                    table.doubleColumn(7 + 2 * i)
                            .append(each.changedProjections().get(i).get(token));
                }
            }
        }
        return table;
    }

    @Override
    public String toString() {
        long same = all.stream().filter(ComparedGeneration::isSame).count();
        return "ComparedGenerations of " + all.size() + (all.size() == 1 ? " prompt, " : " prompts, ") + same
                + " the same";
    }
}
