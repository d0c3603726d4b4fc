package dev.azimuth.reft;

import dev.azimuth.direction.Direction;
import dev.azimuth.direction.Subspace;
import dev.azimuth.hook.HookName;
import dev.azimuth.model.Variable;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Where {@link Das} found a causal variable, and how often interchanging it makes the model say what the counterfactual would,
 * on interchanges that it was not trained on, beside what does not need a search. Only where the subspace does better than the
 * whole activation has it been told apart from what else the source says.
 */
public final class Alignment implements Tabular {
    private final HookName site;
    private final Variable rotation;
    private final Training training;
    private final Map<String, Estimate> scores;

    private Alignment(HookName site, Variable rotation, Training training, Map<String, Estimate> scores) {
        this.site = site;
        this.rotation = rotation;
        this.training = training;
        this.scores = scores;
    }

    static Alignment of(
            HookName site, Variable rotation, Training training, InterchangeAccuracy accuracy, float[] random) {
        Map<String, Estimate> scores = new LinkedHashMap<>();
        scores.put("the subspace learned", accuracy.of("interchanging", rotation.values()));
        scores.put("a random subspace", accuracy.of("interchanging at random", random));
        scores.put("the whole activation", accuracy.of("interchanging all", identity(rotation.columns())));
        scores.put("nothing", accuracy.of("interchanging nothing", null));
        return new Alignment(site, rotation, training, scores);
    }

    private static float[] identity(int width) {
        float[] rows = new float[width * width];
        for (int i = 0; i < width; i++) {
            rows[i * width + i] = 1;
        }
        return rows;
    }

    private Estimate score(String interchanged) {
        Estimate found = scores.get(interchanged);
        if (found == null) {
            throw new AssertionError(interchanged);
        }
        return found;
    }

    /** The share of held-out interchanges after which the model says the answer, with its 95 % interval. */
    public Estimate accuracy() {
        return score("the subspace learned");
    }

    /** The same in a random subspace of as many dimensions. */
    public Estimate random() {
        return score("a random subspace");
    }

    /** The same when the whole activation is the source's. */
    public Estimate whole() {
        return score("the whole activation");
    }

    /** How often the model says the answer by itself. */
    public Estimate unchanged() {
        return score("nothing");
    }

    /** What carries the variable. */
    public Subspace subspace() {
        float[][] rows = new float[rotation.rows()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(rotation.values(), i * rotation.columns(), (i + 1) * rotation.columns());
        }
        return Subspace.of(rows);
    }

    /**
     * The direction that carries the variable; which of its two senses is chance.
     *
     * @throws IllegalStateException when the subspace has more dimensions than one
     */
    public Direction direction() {
        if (rotation.rows() > 1) {
            throw new IllegalStateException("This is a subspace of " + rotation.rows()
                    + " dimensions. Take subspace(), or search for rank(1).");
        }
        return Direction.of("causal variable", "distributed alignment search", site, rotation.values(), 1);
    }

    /** How it was found. */
    public Training training() {
        return training;
    }

    /** The loss over the steps. */
    public PlotlyFigure plot() {
        return training.plot();
    }

    /** Accuracy by what is interchanged. */
    @Override
    public Table table() {
        List<Estimate> values = new ArrayList<>(scores.values());
        return Table.create(
                "Held-out interchanges, with 95 % intervals",
                StringColumn.create("interchanged", scores.keySet().stream()),
                StringColumn.create("accuracy", values.stream().map(Estimate::toString)));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d of %d dimensions after %s: accuracy %s on %d held-out interchanges; %s",
                rotation.rows(),
                rotation.columns(),
                site,
                accuracy(),
                accuracy().n(),
                training);
    }
}
