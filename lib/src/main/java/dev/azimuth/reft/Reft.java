package dev.azimuth.reft;

import ai.djl.ndarray.NDArray;
import dev.azimuth.direction.AffineMap;
import dev.azimuth.direction.Subspace;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import dev.azimuth.intervention.AffineEdit;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.Variable;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Tabular;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * A learned intervention on the residual stream (representation finetuning; Wu et al., 2024, arXiv 2404.03592). It acts in
 * {@code model.with(reft)}, on the prompt alone: what is generated reads its work from the key-value cache.
 */
public final class Reft implements Intervention, Tabular {
    /**
     * What it was made for.
     *
     * @param model the model's name
     * @param width of its residual stream
     * @param chat whether prompts were what a user says in a chat, or texts as they are
     */
    record Card(String model, int width, ReftShape shape, boolean chat) {}

    private final Card card;
    private final List<Piece> pieces;
    private final Training training;
    private final List<AffineEdit> edits;

    Reft(Card card, List<Piece> pieces, Training training) {
        this.card = card;
        this.pieces = List.copyOf(pieces);
        this.training = training;
        this.edits = pieces.stream().map(Piece::edit).toList();
    }

    Card card() {
        return card;
    }

    List<Piece> pieces() {
        return pieces;
    }

    List<Variable> variables() {
        return pieces.stream().flatMap(each -> each.variables().stream()).toList();
    }

    /** How it was trained. */
    public Training training() {
        return training;
    }

    /** How many numbers were learned. */
    public int parameters() {
        return variables().stream().mapToInt(each -> each.values().length).sum();
    }

    /**
     * What it does to an activation {@code h}, as {@code h − A(Bᵀh − t)} with {@code A = Rᵀ}, {@code B = (R − W)ᵀ} and
     * {@code t = b}.
     *
     * @throws IllegalStateException when it does not the same everywhere, but something else at each of {@link #edits}
     */
    public AffineMap map() {
        if (edits.size() > 1) {
            throw new IllegalStateException(
                    this + " has " + edits.size() + " maps. Take one of edits(), which say where they act.");
        }
        return edits.get(0).map();
    }

    /** The same as interventions of one map each. */
    public List<AffineEdit> edits() {
        return edits;
    }

    /**
     * What it writes to: the rows of R.
     *
     * @throws IllegalStateException as {@link #map}
     */
    public Subspace subspace() {
        return Subspace.of(map().write());
    }

    /** The largest element of {@code |RRᵀ − I|}: how far the rows of R are from orthonormal. */
    public double orthonormality() {
        return pieces.stream().mapToDouble(Piece::deviation).max().orElseThrow();
    }

    /**
     * Both at once, each on what the activation was before the other. Train the second {@link ReftTrainer#besides} the first:
     * then they write to orthogonal subspaces, as disjoint rows of one R.
     *
     * @throws IllegalArgumentException when they act in different places, or write to subspaces that are not orthogonal
     */
    public ComposedReft and(Reft other) {
        return ComposedReft.of(List.of(this, other));
    }

    /**
     * Goes on with a training that was interrupted. The result is the same as if it had not been.
     *
     * @param examples those it was trained on so far
     * @throws IllegalStateException when there is nothing left to do
     * @throws IllegalArgumentException when the examples are others
     */
    public Reft resume(HookedTransformer model, List<Example> examples) {
        AdamW optimizer = training.optimizer();
        if (optimizer == null) {
            throw new IllegalStateException("The training of " + this + " was not interrupted: " + training
                    + ". Train on from it by LoReft.on(model).from(reft), or one of the others.");
        }
        List<Tokens> tokens =
                examples.stream().map(each -> Tokens.of(model, each, card.chat)).toList();
        if (!Tokens.digest(tokens).equals(training.examples())) {
            throw new IllegalArgumentException(
                    "These " + examples.size() + " examples are not those that " + this + " was trained on, or "
                            + model.name() + " reads them differently. Give the same, in their order.");
        }
        return TrainingRun.resume(model, this, optimizer, tokens);
    }

    @Override
    public HookFilter where() {
        return edits.stream().map(AffineEdit::where).reduce(HookFilter::or).orElseThrow();
    }

    @Override
    public NDArray apply(NDArray activation, HookSite site) {
        requireWidth(activation.getShape().get(2));
        NDArray x = activation;
        for (AffineEdit each : edits) {
            if (each.where().matches(site.name())) {
                x = each.apply(x, site);
            }
        }
        return x;
    }

    private void requireWidth(long width) {
        if (width != card.width) {
            throw new IllegalArgumentException(this + " was trained on " + card.model + ", whose residual stream has "
                    + card.width + " numbers; this model's has " + width + ".");
        }
    }

    /**
     * Writes it to a safetensors file, whole or not at all; a training that was interrupted with all that it needs to go on.
     */
    public void save(Path file) {
        ReftFile.save(this, file);
    }

    /**
     * Reads what {@link #save} has written.
     *
     * @throws dev.azimuth.checkpoint.CheckpointException when the file is damaged or is something else
     */
    public static Reft load(Path file) {
        return ReftFile.load(file);
    }

    /** The loss over the steps. */
    public PlotlyFigure plot() {
        return training.plot();
    }

    /** What it is, and how it was trained. */
    @Override
    public Table table() {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("formula", card.shape.form().formula());
        rows.put("rank", "" + card.shape.rank());
        rows.put("acts", card.shape.toString());
        rows.put("parameters", "" + parameters());
        rows.put("model", card.model + ", width " + card.width);
        rows.put("schedule", training.schedule().toString());
        rows.put("training", training.toString());
        return Table.create(
                card.shape.form().toString(),
                StringColumn.create("property", rows.keySet().stream()),
                StringColumn.create("value", rows.values().stream()));
    }

    @Override
    public String toString() {
        return card.shape.toString();
    }
}
