package dev.azimuth.reft;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.family.ModelConfig;
import dev.azimuth.family.WeightName;
import dev.azimuth.model.Variable;
import dev.azimuth.model.WeightEdit;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Scalars;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What {@link Lora} has learned, exact in the weights: {@code model.edit(lora)}. It acts on prompt and reply alike. */
public final class LoraEdit implements WeightEdit, Tabular {
    /** What is trained. */
    record Card(int rank, double alpha, List<WeightName> names) {
        /** {@code leaves} are A and B of each weight in turn. */
        NDArray changed(WeightName name, NDArray weight, List<NDArray> leaves) {
            int at = 2 * names.indexOf(name);
            return changed(weight, leaves.get(at), leaves.get(at + 1));
        }

        NDArray changed(NDArray weight, NDArray a, NDArray b) {
            return Scalars.times(b.matMul(a), alpha / rank).add(weight);
        }

        @Override
        public String toString() {
            return "LoRA of rank " + rank + ", alpha " + alpha + ", of " + names.size() + " matrices";
        }
    }

    private final Card card;
    private final List<Variable> variables;
    private final Training training;

    LoraEdit(Card card, List<Variable> variables, Training training) {
        this.card = card;
        this.variables = List.copyOf(variables);
        this.training = training;
    }

    /** How it was trained. */
    public Training training() {
        return training;
    }

    /** How many numbers were learned. */
    public int parameters() {
        return variables.stream().mapToInt(each -> each.values().length).sum();
    }

    /** The matrices that it changes. */
    public List<WeightName> weights() {
        return card.names();
    }

    @Override
    public boolean changes(WeightName weight, ModelConfig config) {
        return card.names().contains(weight);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when it was trained for a weight of another shape
     */
    @Override
    public NDArray apply(WeightName name, NDArray weight) {
        int at = 2 * card.names().indexOf(name);
        Variable a = variables.get(at);
        Variable b = variables.get(at + 1);
        if (weight.getShape().get(0) != b.rows() || weight.getShape().get(1) != a.columns()) {
            throw new IllegalArgumentException(this + " was trained for " + name + " of shape (" + b.rows() + ", "
                    + a.columns() + "), but it has " + weight.getShape() + " here. Was it trained on another model?");
        }
        return card.changed(weight, array(a, weight), array(b, weight));
    }

    private static NDArray array(Variable variable, NDArray beside) {
        return beside.getManager().create(variable.values(), new Shape(variable.rows(), variable.columns()));
    }

    /** The loss over the steps. */
    public PlotlyFigure plot() {
        return training.plot();
    }

    /** What it is, and how it was trained. */
    @Override
    public Table table() {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("formula", "W + (α/r) B A");
        rows.put("rank", "" + card.rank());
        rows.put("alpha", "" + card.alpha());
        rows.put("matrices", "" + card.names().size());
        rows.put("parameters", "" + parameters());
        rows.put("schedule", training.schedule().toString());
        rows.put("training", training.toString());
        return Table.create(
                "LoRA",
                StringColumn.create("property", rows.keySet().stream()),
                StringColumn.create("value", rows.values().stream()));
    }

    @Override
    public String toString() {
        return card.toString();
    }
}
