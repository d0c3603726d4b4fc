package dev.azimuth.interference;

import dev.azimuth.dataset.Prompts;
import dev.azimuth.direction.Direction;
import dev.azimuth.discovery.Directions;
import dev.azimuth.hook.HookName;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.plot.Graph;
import dev.azimuth.plot.Heatmap;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Tabular;
import dev.azimuth.progress.Progress;
import dev.azimuth.tensor.Vectors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What removing each of several features from everything written is expected to do to the reader of each of the others in
 * the last layer, by the reader's gradients.
 */
public final class PredictedDamage implements Tabular {
    private static final int GRADIENT_PAIRS = 12;

    private final HookedTransformer model;
    private final List<Directions> features;
    private final Prompts unseenNeutral;
    private final @Nullable Path folder;
    private final LayerGeometry here;
    private final LayerGeometry last;
    private final List<DamageTarget> targets;
    private final double[] energies;
    private final List<List<Shift>> onward;

    private PredictedDamage(
            HookedTransformer model,
            List<Directions> features,
            Prompts unseenNeutral,
            @Nullable Path folder,
            LayerGeometry here,
            LayerGeometry last,
            List<DamageTarget> targets,
            double[] energies,
            List<List<Shift>> onward) {
        this.model = model;
        this.features = features;
        this.unseenNeutral = unseenNeutral;
        this.folder = folder;
        this.here = here;
        this.last = last;
        this.targets = targets;
        this.energies = energies;
        this.onward = onward;
    }

    static PredictedDamage of(
            HookedTransformer model, List<Directions> features, int layer, Prompts neutral, @Nullable Path folder) {
        HookName site = features.get(0).at(layer).site();
        LayerGeometry here = LayerGeometry.of(features, site);
        LayerGeometry last = LayerGeometry.of(features, Interference.lastSite(model));
        List<DamageTarget> targets = DamageTarget.of(features, layer);
        List<Direction> directions =
                targets.stream().map(DamageTarget::direction).toList();
        Prompts.Halves halves = neutral.halves();
        NeutralText text = new NeutralText(model, halves.fit());
        double[] energies =
                directions.stream().mapToDouble(d -> text.energyShare(d, true)).toArray();
        List<List<Shift>> onward = new ArrayList<>(); // by feature, then by target
        for (int j : Progress.over(IntStream.range(0, features.size()).boxed().toList(), "differentiating readers")) {
            onward.add(Pathwise.predict(model, last.readout(j), GRADIENT_PAIRS, directions));
        }
        return new PredictedDamage(
                model, features, halves.measure(), folder, here, last, targets, energies, List.copyOf(onward));
    }

    /** Removes each direction in turn and measures; rows that were kept are not measured again. */
    public MeasuredDamage measure() {
        DamageRows rows = new DamageRows(model, features, here, last, unseenNeutral, folder);
        List<DamageRows.Row> measured = new ArrayList<>();
        for (DamageTarget each : Progress.over(targets, "removing directions")) {
            measured.add(rows.measure(each));
        }
        return new MeasuredDamage(this, List.copyOf(measured));
    }

    List<DamageTarget> targets() {
        return targets;
    }

    List<Directions> features() {
        return features;
    }

    int layer() {
        return here.site().layer();
    }

    double energy(int target) {
        return energies[target];
    }

    double sinkOverlap(int target) {
        return features.get(0).sink().overlap(targets.get(target).direction());
    }

    /** The shift of a feature's reader in the last layer, by gradients. */
    Shift onward(int target, int feature) {
        return onward.get(feature).get(target);
    }

    /** The same where the directions were found and by a removal there alone, on validation texts. */
    Shift local(int target, int feature) {
        return removing(target, feature, features.get(feature).validationRows(here.site()));
    }

    /** The same on test texts: that removal is arithmetic, so this is a measurement. */
    Shift localOnTest(int target, int feature) {
        return removing(target, feature, features.get(feature).testRows(here.site()));
    }

    private Shift removing(int target, int feature, float[][] rows) {
        return Shift.removing(targets.get(target).direction(), here.readout(feature), rows);
    }

    /** What might predict the shift of a reader in the last layer, by name. */
    Map<String, ToDoubleBiFunction<Integer, Integer>> predictors() {
        Map<String, ToDoubleBiFunction<Integer, Integer>> all = new LinkedHashMap<>();
        all.put(
                "rms of the direction's coordinate",
                (t, j) -> Readouts.rms(
                        targets.get(t).direction().project(features.get(j).validationRows(here.site()))));
        all.put("|cosine|", (t, j) -> Math.abs(axis(t).cosine(here.axis(j))));
        all.put("|whitened cosine|", (t, j) -> Math.abs(axis(t).whitenedCosine(here.axis(j))));
        all.put("leak out", (t, j) -> Math.abs(here.axis(j).seesOf(axis(t))));
        all.put("shift where it was found", (t, j) -> local(t, j).size().value());
        all.put("gradients", (t, j) -> onward(t, j).size().value());
        return all;
    }

    private LayerGeometry.Axis axis(int target) {
        Direction direction = targets.get(target).direction();
        return here.axis(Vectors.scaled(direction.unit(), direction.gap()));
    }

    /** A row a direction, a column a feature: the expected shift in the last layer, in class gaps. */
    @Override
    public Table table() {
        Table table = Table.create(
                "Expected shift in layer " + last.site().layer() + " (class gaps, rms), by gradients",
                StringColumn.create("removed", targets.stream().map(DamageTarget::label)));
        for (int j = 0; j < features.size(); j++) {
            int feature = j;
            table.addColumns(DoubleColumn.create(
                    features.get(j).name(),
                    Readouts.rounded(IntStream.range(0, targets.size())
                            .mapToDouble(t -> onward(t, feature).size().value()))));
        }
        return table;
    }

    /** The same as colours, each feature as found. */
    public PlotlyFigure plot() {
        List<String> names = features.stream().map(Directions::name).toList();
        double[][] values = new double[features.size()][features.size()];
        for (int t = 0; t < values.length; t++) {
            for (int j = 0; j < values.length; j++) {
                values[t][j] = onward(t, j).size().value();
            }
        }
        return Heatmap.of("feature", "removed", "expected shift (class gaps, rms)")
                .values(values)
                .columns(names)
                .rows(names)
                .printed()
                .figure()
                .title("Expected in layer " + last.site().layer());
    }

    /** Who would touch whom: an arrow for each pair, each feature as found. */
    public PlotlyFigure graph() {
        Graph graph = Graph.of(
                "expected shift (class gaps, rms) in layer " + last.site().layer());
        for (int t = 0; t < features.size(); t++) {
            for (int j = 0; j < features.size(); j++) {
                if (t != j) {
                    graph = graph.edge(
                            features.get(t).name(),
                            features.get(j).name(),
                            onward(t, j).size().value());
                }
            }
        }
        return graph.figure().title("Who would touch whom");
    }

    @Override
    public String toString() {
        return table().toString();
    }
}
