package dev.azimuth.superposition;

import dev.azimuth.plot.LayerCurve;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Tabular;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The trained instances of a {@link ToyModel}, in the order of its settings. */
public final class ToyInstances implements Tabular {
    private final ToyModel model;
    private final List<ToyInstance> all;

    ToyInstances(ToyModel model, List<ToyInstance> all) {
        this.model = model;
        this.all = all;
    }

    /** All of them. */
    public List<ToyInstance> all() {
        return all;
    }

    /** One of them. */
    public ToyInstance at(int index) {
        if (index < 0 || index >= all.size()) {
            throw new IndexOutOfBoundsException("No instance " + index + ". There are " + all.size() + ", from 0.");
        }
        return all.get(index);
    }

    /** W of all, {@code [instance, m, n]}. */
    public INDArray weights() {
        return Nd4j.stack(0, all.stream().map(ToyInstance::weights).toArray(INDArray[]::new));
    }

    /** b of all, {@code [instance, n]}. */
    public INDArray biases() {
        return Nd4j.stack(0, all.stream().map(ToyInstance::bias).toArray(INDArray[]::new));
    }

    /** Of each setting the instance of the least loss among those that differ by seed alone. */
    public ToyInstances best() {
        List<ToyInstance> best = new ArrayList<>();
        for (ToyInstance each : all) {
            int same = 0;
            while (same < best.size() && !best.get(same).setting().differsBySeedAlone(each.setting())) {
                same++;
            }
            if (same == best.size()) {
                best.add(each);
            } else if (each.loss() < best.get(same).loss()) {
                best.set(same, each);
            }
        }
        return new ToyInstances(model, List.copyOf(best));
    }

    /** The features of each instance as arrows where there are two dimensions, and else their dimensionalities. */
    public PlotlyFigure plot() {
        return at(0).dimensions() == 2 ? ToyViews.arrows(all) : dimensionalities();
    }

    /** WᵀW and b of each instance beside each other. */
    public PlotlyFigure heatmaps() {
        return ToyViews.heatmap(all);
    }

    /** Each feature's dimensionality over 1/p, with D* and the lines of known polytopes. */
    public PlotlyFigure dimensionalities() {
        return ToyViews.dimensionalities(all);
    }

    /** The loss of each instance over the training. */
    public PlotlyFigure losses() {
        double[] first = at(0).losses();
        LayerCurve curve = LayerCurve.of("share of the training (%)", "loss, logarithmic")
                .at(IntStream.rangeClosed(1, first.length)
                        .mapToDouble(i -> 100.0 * i / first.length)
                        .toArray());
        for (ToyInstance each : all) {
            curve = curve.series(each.setting().name(), each.losses());
        }
        return curve.figure()
                .layout("{\"yaxis\": {\"type\": \"log\"}}")
                .title("Training of " + all.size() + (all.size() == 1 ? " toy model" : " toy models"));
    }

    @Override
    public Table table() {
        return Table.create(
                model.toString(),
                StringColumn.create(
                        "instance", all.stream().map(each -> each.setting().name())),
                DoubleColumn.create("loss", all.stream().mapToDouble(ToyInstance::loss)),
                IntColumn.create(
                        "features represented",
                        all.stream().mapToInt(each -> each.dimensionality().represented())),
                DoubleColumn.create(
                        "D* = m/‖W‖²",
                        all.stream().mapToDouble(each -> each.dimensionality().dimensionsPerFeature())));
    }

    @Override
    public String toString() {
        return model + "\n" + table();
    }
}
