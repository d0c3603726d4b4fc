package dev.azimuth.interference;

import dev.azimuth.dataset.Prompts;
import dev.azimuth.direction.Direction;
import dev.azimuth.discovery.Directions;
import dev.azimuth.evaluation.Estimate;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.plot.Bars;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.TableView;
import dev.azimuth.plot.Tabular;
import java.util.Arrays;
import java.util.List;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The predicted cost of removing a direction.
 *
 * <p>For the whole model: overlap with the attention sink and share of the energy of neutral text, which rank the damage
 * of a removal. For each feature: the cosine with its band of shuffled labels, and the shift of its readout in units of
 * the distance between its classes. The shift is that of a removal in the direction's own layer; what an edit of all
 * layers does many layers on is measured ({@link #measuredOn}), since no geometry predicts it.
 */
public final class InterferenceReport implements Tabular {
    /** One direction's expected effect on the whole model. */
    record WholeModel(String direction, double sinkOverlap, double energyShare, double shareWithoutFirst) {}

    /**
     * One feature's expected damage.
     *
     * @param auc how well its own direction in the target's layer reads it, on validation data; near 0.5 the rest means little
     * @param cosine with the direction
     * @param band 95 % of |cosine| under shuffled labels
     * @param shift root mean square, in class gaps
     * @param gapLeft share of the class gap that is left
     */
    record Feature(String name, Estimate auc, double cosine, double band, double shift, double gapLeft) {}

    private final HookedTransformer model;
    private final Direction target;
    private final List<Directions> features;
    private final Prompts unseenNeutral;
    private final List<WholeModel> whole;
    private final List<Feature> predicted;

    InterferenceReport(
            HookedTransformer model,
            Direction target,
            List<Directions> features,
            Prompts unseenNeutral,
            List<WholeModel> whole,
            List<Feature> predicted) {
        this.model = model;
        this.target = target;
        this.features = List.copyOf(features);
        this.unseenNeutral = unseenNeutral;
        this.whole = List.copyOf(whole);
        this.predicted = List.copyOf(predicted);
    }

    /** The whole model: this direction beside the same without the sink and beside controls. */
    public Table wholeModel() {
        return Table.create(
                "What removing each direction would touch",
                StringColumn.create("direction", whole.stream().map(WholeModel::direction)),
                DoubleColumn.create(
                        "sink |cos|", Readouts.rounded(whole.stream().mapToDouble(WholeModel::sinkOverlap))),
                DoubleColumn.create(
                        "share of neutral energy (%)",
                        Readouts.rounded(whole.stream().mapToDouble(w -> 100 * w.energyShare()))),
                DoubleColumn.create(
                        "the same without first tokens (%)",
                        Readouts.rounded(whole.stream().mapToDouble(w -> 100 * w.shareWithoutFirst()))));
    }

    /** Feature by feature. */
    @Override
    public Table table() {
        return Table.create(
                "Predicted when " + target.name() + " is removed in layer " + target.layer(),
                StringColumn.create("feature", predicted.stream().map(Feature::name)),
                StringColumn.create(
                        "validation AUC", predicted.stream().map(f -> f.auc().toString())),
                IntColumn.create(
                        "pairs", predicted.stream().mapToInt(f -> f.auc().n())),
                DoubleColumn.create(
                        "cosine", Readouts.rounded(predicted.stream().mapToDouble(Feature::cosine))),
                DoubleColumn.create(
                        "95 % band of shuffled labels (±)",
                        Readouts.rounded(predicted.stream().mapToDouble(Feature::band))),
                StringColumn.create(
                        "beyond chance", predicted.stream().map(f -> Math.abs(f.cosine()) > f.band() ? "yes" : "no")),
                DoubleColumn.create(
                        "shift (class gaps, rms)",
                        Readouts.rounded(predicted.stream().mapToDouble(Feature::shift))),
                DoubleColumn.create(
                        "gap left (share)", Readouts.rounded(predicted.stream().mapToDouble(Feature::gapLeft))));
    }

    /** The cosines, each against its band of shuffled labels. */
    public PlotlyFigure plot() {
        double[] bands = predicted.stream().mapToDouble(Feature::band).toArray();
        return Bars.of("feature", "cosine with " + target.name() + " in layer " + target.layer())
                .categories(predicted.stream().map(Feature::name).toList())
                .series(
                        "cosine",
                        predicted.stream().mapToDouble(Feature::cosine).toArray())
                .nullBand(
                        "shuffled labels, 95 %",
                        Arrays.stream(bands).map(b -> -b).toArray(), bands)
                .figure()
                .title("What else " + target.name() + " is aligned with");
    }

    /** The same numbers measured on test data in the edited model, beside the prediction. */
    public MeasuredInterference measuredOn(HookedTransformer edited) {
        return MeasuredInterference.measure(model, edited, target, features, predicted, unseenNeutral);
    }

    @Override
    public String toHtml() {
        return TableView.of(wholeModel()).toHtml() + TableView.of(table()).toHtml();
    }

    @Override
    public String toString() {
        return wholeModel() + "\n\n" + table();
    }
}
