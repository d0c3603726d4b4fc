package dev.azimuth.intervention;

import ai.djl.ndarray.NDArray;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import dev.azimuth.hook.Positions;
import dev.azimuth.plot.Tabular;
import java.nio.file.Path;
import java.util.List;
import tech.tablesaw.api.Table;

/**
 * A change of rows of activations, and what it can be told: where it acts, at which tokens, how strongly, and for which
 * texts. At strength 0, and where a condition or gate lets nothing pass, rows stay bit for bit as they were.
 *
 * @param <E> the kind of edit
 */
public abstract sealed class PlacedEdit<E extends PlacedEdit<E>> implements Intervention, Tabular
        permits AffineEdit, VectorField {
    /** So that a row that was emptied stays empty. */
    private static final float SHORTEST = 1e-30f;

    private final String name;
    private final Placement placement;

    PlacedEdit(String name, Placement placement) {
        this.name = name;
        this.placement = placement;
    }

    /** The same change, called and placed otherwise. */
    abstract E with(String called, Placement placed);

    /** Every row after the change at this strength. */
    abstract NDArray changed(NDArray rows, HookName place, double strength);

    /** What it does, for the table. */
    abstract String formula();

    /** What it is called. */
    public final String name() {
        return name;
    }

    final Placement placement() {
        return placement;
    }

    /** Under another name. */
    public final E named(String other) {
        return with(other, placement);
    }

    /** Only at these tokens, such as {@link Positions#prompt()} or {@link Positions#generated()}. */
    public final E at(Positions chosen) {
        return with(name, placement.at(chosen));
    }

    /** At these places instead. */
    public final E in(HookFilter where) {
        return with(name, placement.in(Places.of(where)));
    }

    /** In these layers, both included, at the same points of each. */
    public final E layers(int first, int last) {
        return layers(Places.range(first, last));
    }

    /** In these layers, at the same points of each. */
    public final E layers(List<Integer> chosen) {
        return with(name, placement.in(placement.places().inLayers(chosen)));
    }

    /** λ at each place; 1 is the whole edit, 0 changes nothing. */
    public final E strength(double each) {
        return with(name, placement.strength(each));
    }

    /** The strength in all layers together, which share it evenly. */
    public final E scale(double total) {
        return with(name, placement.strength(total).schedule(Schedule.shared()));
    }

    /** How the strength is spread over the layers. */
    public final E schedule(Schedule spread) {
        return with(name, placement.schedule(spread));
    }

    /**
     * Only in texts whose prompt fulfils this condition, and in what is written after it. It is decided in the pass that
     * reads the prompt, for each text of a batch by itself.
     */
    public final E when(Condition condition) {
        return with(name, placement.when(condition));
    }

    /** With each row brought back to the length that it had. */
    public final E keepingNorm() {
        return with(name, placement.keepingNorm(true));
    }

    /** This edit, then {@code next}. */
    public final Edits then(PlacedEdit<?> next) {
        return Edits.of(this, next);
    }

    /** Whether it changes what is at {@code place}; where it only reads, it does not. */
    public final boolean actsAt(HookName place) {
        return strengthAt(place) != 0;
    }

    /** λ at a place; 0 where it does not act. */
    public final double strengthAt(HookName place) {
        return placement.places().matches(place) ? placement.strengthAt(place) : 0;
    }

    /** Writes it to a file; see {@link Edits#save}. */
    public final void save(Path file) {
        Edits.of(this).save(file);
    }

    /** Where it acts; in a run it looks at the places of its condition, too. */
    @Override
    public final HookFilter where() {
        return placement.places();
    }

    @Override
    public final Intervention begin() {
        Condition condition = placement.condition();
        return condition == null ? this : new ConditionalRun(this, condition);
    }

    @Override
    public final NDArray apply(NDArray activation, HookSite site) {
        return placement.condition() == null ? act(activation, site) : begin().apply(activation, site);
    }

    /** Acts, whatever its condition says. */
    final NDArray act(NDArray activation, HookSite site) {
        double strength = placement.strengthAt(site.name());
        if (strength == 0) {
            return activation;
        }
        return placement.positions().choose(activation, site, rows -> {
            NDArray changed = changed(rows, site.name(), strength);
            return placement.keepsNorm()
                    ? changed.mul(norm(rows).div(norm(changed).maximum(SHORTEST)))
                    : changed;
        });
    }

    private static NDArray norm(NDArray rows) {
        return rows.square().sum(new int[] {-1}, true).sqrt();
    }

    /** What it does and where. */
    @Override
    public final Table table() {
        return Edits.of(this).table();
    }

    @Override
    public String toString() {
        return name + " (" + placement + ")";
    }
}
