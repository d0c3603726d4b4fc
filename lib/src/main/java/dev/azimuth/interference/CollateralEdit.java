package dev.azimuth.interference;

import dev.azimuth.direction.Direction;
import dev.azimuth.discovery.Directions;
import dev.azimuth.discovery.PairedRows;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.Intervention;
import dev.azimuth.hook.Positions;
import dev.azimuth.intervention.AffineEdit;
import dev.azimuth.intervention.Gate;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Vectors;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * An edit that takes a concept out of a model's residual stream, at one place or several, each with a map of its own, and
 * what it guarantees. A text's first token, where the attention sink lives, is left alone.
 */
public final class CollateralEdit implements Tabular {
    /** Where it acts; {@code veto} closes its gate, if it is there. */
    private record Place(
            HookName site,
            CollateralStatistics statistics,
            CollateralMap map,
            @Nullable Veto veto) {}

    private record Veto(Direction detector, double threshold) {}

    private final CollateralArm arm;
    private final double strength;
    private final List<Place> places;

    private CollateralEdit(CollateralArm arm, double strength, List<Place> places) {
        this.arm = arm;
        this.strength = strength;
        this.places = places;
    }

    static CollateralEdit of(CollateralArm arm, Map<HookName, CollateralStatistics> statistics) {
        List<Place> places = statistics.entrySet().stream()
                .map(each -> new Place(each.getKey(), each.getValue(), arm.fit(each.getValue()), null))
                .toList();
        return new CollateralEdit(arm, 1, places);
    }

    /** λ at each place; 1 is the whole map. */
    public CollateralEdit strength(double each) {
        return new CollateralEdit(arm, each, places);
    }

    /**
     * The same, but tokens in which {@code concept} is found stay exactly as they are: those nearer to its class mean than to that of
     * the texts without it, along its own direction at each place. What it misses is edited all the same.
     */
    public CollateralEdit unless(Directions concept) {
        List<Place> vetoed = places.stream()
                .map(place -> {
                    Direction detector = concept.at(place.site().layer());
                    PairedRows rows = concept.trainingPairs(place.site());
                    double middle = Vectors.dot(detector.unit(), Vectors.mean(rows.all()));
                    return new Place(place.site(), place.statistics(), place.map(), new Veto(detector, middle));
                })
                .toList();
        return new CollateralEdit(arm, strength, vetoed);
    }

    /** The way it was made. */
    public CollateralArm arm() {
        return arm;
    }

    /** λ. */
    public double strength() {
        return strength;
    }

    /** The map at each place. */
    public Map<HookName, CollateralMap> maps() {
        Map<HookName, CollateralMap> maps = new LinkedHashMap<>();
        places.forEach(place -> maps.put(place.site(), place.map()));
        return maps;
    }

    /** Its parts, in the order of the pass. */
    public List<Intervention> interventions() {
        return places.stream().map(this::intervention).toList();
    }

    private Intervention intervention(Place place) {
        CollateralMap map = place.map();
        Gate gate = map.isGated() ? Gate.above(map.threshold()) : Gate.open();
        Veto veto = place.veto();
        return AffineEdit.of(arm.name(), map.map(), place.site())
                .gate(veto == null ? gate : gate.unless(veto.detector(), veto.threshold()))
                .at(Positions.AFTER_FIRST)
                .strength(strength);
    }

    /** {@code model} with this edit acting in every pass. */
    public HookedTransformer on(HookedTransformer model) {
        return model.with(interventions().toArray(Intervention[]::new));
    }

    /** What holds for it at every place. */
    public Set<CollateralGuarantee> guarantees() {
        Set<CollateralGuarantee> all = EnumSet.allOf(CollateralGuarantee.class);
        places.forEach(place -> all.retainAll(CollateralGuarantee.of(place.map(), strength, place.statistics())));
        if (places.stream().anyMatch(place -> place.veto() != null)) {
            all.removeAll(CollateralGuarantee.ofLinearMaps());
            all.add(CollateralGuarantee.VETOED);
        } else {
            all.remove(CollateralGuarantee.VETOED);
        }
        return all;
    }

    /** Place by place: the share of benign rows on which it acts, and how much of them it reads. */
    @Override
    public Table table() {
        return Table.create(
                toString(),
                StringColumn.create(
                        "at", places.stream().map(place -> place.site().toString())),
                DoubleColumn.create(
                        "acts on benign rows (share)",
                        CollateralNumbers.rounded(places.stream()
                                .mapToDouble(place ->
                                        place.map().share(place.statistics().benign())))));
    }

    @Override
    public String toString() {
        return arm.name() + " of " + places.get(0).statistics().target() + " at "
                + places.stream().map(Place::site).toList() + ", strength " + strength + ", "
                + Positions.AFTER_FIRST;
    }
}
