package dev.azimuth.discovery;

import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Scatter;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Estimate;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What steering did at each strength, beside what an instruction did. */
public final class SteeringCurves implements Tabular {
    static final String STEERED = "steered";
    static final String INSTRUCTED = "instruction";

    /**
     * One way to push.
     *
     * @param strength in class gaps; NaN for an instruction
     * @param effect shift of the concept's readout in the last layer, in class gaps
     * @param perplexity of ordinary prose under the same push
     */
    public record Point(String concept, String way, double strength, Estimate effect, Estimate perplexity) {
        private String label() {
            return Double.isNaN(strength) ? INSTRUCTED : (strength > 0 ? "+" : "") + strength;
        }
    }

    private final String model;
    private final Map<String, String> instructions;
    private final List<Point> points;

    SteeringCurves(String model, Map<String, String> instructions, List<Point> points) {
        this.model = model;
        this.instructions = Map.copyOf(instructions);
        this.points = List.copyOf(points);
    }

    /** All that was measured, concept by concept. */
    public List<Point> points() {
        return points;
    }

    /** Effect against perplexity: a point a strength, a group a concept, the instructions among them. */
    public PlotlyFigure plot() {
        Scatter scatter =
                Scatter.of("perplexity of ordinary prose", "shift of the readout in the last layer (class gaps)");
        for (String concept : points.stream().map(Point::concept).distinct().toList()) {
            List<Point> its =
                    points.stream().filter(p -> p.concept().equals(concept)).toList();
            scatter = scatter.points(
                    concept,
                    its.stream().mapToDouble(p -> p.perplexity().value()).toArray(),
                    its.stream().mapToDouble(p -> p.effect().value()).toArray(),
                    its.stream().map(Point::label).toList());
        }
        return scatter.printed().figure().size(860, 560).title("What steering does, and what it costs");
    }

    @Override
    public Table table() {
        return Table.create(
                "Steering " + model
                        + (instructions.isEmpty() ? "" : "; instructions " + instructions)
                        + "; effect on both texts of n test pairs, perplexity on n texts of prose",
                StringColumn.create("concept", points.stream().map(Point::concept)),
                StringColumn.create("way", points.stream().map(Point::way)),
                DoubleColumn.create("class gaps", points.stream().mapToDouble(Point::strength)),
                StringColumn.create(
                        "shift of the readout (class gaps)",
                        points.stream().map(p -> p.effect().toString())),
                StringColumn.create(
                        "perplexity", points.stream().map(p -> p.perplexity().toString())));
    }

    @Override
    public String toString() {
        return table().print();
    }
}
