package dev.azimuth.edit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.direction.Direction;
import dev.azimuth.family.WeightName;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.WeightEdit;
import dev.azimuth.plot.TableView;
import dev.azimuth.plot.Tabular;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The proof that a direction is gone: for every matrix that writes to the residual stream, the largest part along the
 * direction that any of its written vectors still has, as a share of the largest written vector. It is computed from the
 * weights as they are, not from what the edit says it did.
 */
public final class Certificate implements Tabular {
    /**
     * One matrix.
     *
     * @param residue largest |v̂ᵀw| of its written vectors w, divided by the largest ‖w‖
     */
    record Entry(WeightName weight, double residue) {}

    private final Direction direction;
    private final List<Entry> entries;

    private Certificate(Direction direction, List<Entry> entries) {
        this.direction = direction;
        this.entries = entries;
    }

    /**
     * Of the last orthogonalization that made {@code model}.
     *
     * @throws IllegalArgumentException when there was none
     */
    public static Certificate of(HookedTransformer model) {
        List<WeightEdit> edits = model.edits();
        for (int i = edits.size() - 1; i >= 0; i--) {
            if (edits.get(i) instanceof Orthogonalization edit) {
                return of(model, edit.direction());
            }
        }
        throw new IllegalArgumentException(
                "The model " + model.name() + " was not orthogonalized to any direction; its edits are " + edits
                        + ". Use of(model, direction) to measure any direction.");
    }

    /** How much of {@code direction} any writing matrix of {@code model} has. */
    public static Certificate of(HookedTransformer model, Direction direction) {
        List<Entry> entries = new ArrayList<>();
        for (WeightName name : model.weights().names()) {
            if (name.kind().writesToResidualStream()) {
                entries.add(new Entry(name, model.weights().read(name, w -> residue(w, name, direction))));
            }
        }
        return new Certificate(direction, entries);
    }

    private static double residue(NDArray weight, WeightName name, Direction direction) {
        direction.requireWidth(weight.getShape()
                .get(name.kind().writesRows() ? weight.getShape().dimension() - 1 : 0));
        NDArray column = weight.getManager().create(direction.unit()).reshape(new Shape(-1, 1));
        NDArray rows = name.kind().writesRows() ? weight.reshape(-1, column.size()) : weight.transpose();
        float along = rows.matMul(column).abs().max().getFloat();
        float longest = rows.square().sum(new int[] {-1}).max().sqrt().getFloat();
        return longest == 0 ? 0 : along / longest; // a bias of zeros writes nothing
    }

    /** The largest residue of all matrices. */
    public double largestResidue() {
        return entries.stream().mapToDouble(Entry::residue).max().orElseThrow();
    }

    /** The matrices, the largest residue first. */
    @Override
    public Table table() {
        List<Entry> sorted = entries.stream()
                .sorted(Comparator.comparingDouble(Entry::residue).reversed())
                .toList();
        return Table.create(
                "Certificate: " + direction.name() + " in " + entries.size() + " writing matrices",
                StringColumn.create(
                        "matrix", sorted.stream().map(e -> e.weight().toString())),
                DoubleColumn.create(
                        "residue (share of its largest vector)", sorted.stream().mapToDouble(Entry::residue)));
    }

    @Override
    public String toHtml() {
        return TableView.of(table()).rows(5).toHtml();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "Certificate: %s has a residue of at most %.1e in %d writing matrices, the largest in %s",
                direction.name(),
                largestResidue(),
                entries.size(),
                entries.stream()
                        .max(Comparator.comparingDouble(Entry::residue))
                        .orElseThrow()
                        .weight());
    }
}
