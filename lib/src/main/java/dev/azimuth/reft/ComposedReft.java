package dev.azimuth.reft;

import ai.djl.ndarray.NDArray;
import dev.azimuth.direction.AffineMap;
import dev.azimuth.direction.Subspace;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import dev.azimuth.intervention.AffineEdit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nd4j.linalg.factory.Nd4j;

/** Several learned interventions that write to orthogonal subspaces of one place and act at once, as rows of one R. */
public final class ComposedReft implements Intervention {
    /** The smallest angle that counts as a right one, in radians. */
    private static final double RIGHT_ANGLE = Math.PI / 2 - 1e-4;

    private final List<Reft> parts;
    private final List<AffineEdit> edits;

    private ComposedReft(List<Reft> parts, List<AffineEdit> edits) {
        this.parts = parts;
        this.edits = edits;
    }

    static ComposedReft of(List<Reft> parts) {
        Reft first = parts.get(0);
        List<AffineEdit> edits = new ArrayList<>();
        for (int i = 0; i < first.edits().size(); i++) {
            int index = i;
            for (Reft each : parts) {
                requireSamePlaces(first, each);
            }
            List<AffineMap> maps =
                    parts.stream().map(each -> each.edits().get(index).map()).toList();
            edits.add(AffineEdit.of(
                            names(parts),
                            beside(maps, parts),
                            first.edits().get(i).where())
                    .at(first.pieces().get(i).positions()));
        }
        return new ComposedReft(List.copyOf(parts), List.copyOf(edits));
    }

    private static void requireSamePlaces(Reft first, Reft other) {
        ReftShape a = first.card().shape();
        ReftShape b = other.card().shape();
        if (!a.withRank(1).withForm(b.form()).equals(b.withRank(1))
                || first.card().width() != other.card().width()) {
            throw new IllegalArgumentException("Only what acts in the same places can act at once, but these are "
                    + first + " and " + other + ". Apply them one after the other by model.with(first, second).");
        }
    }

    /** {@code x − Σ Aᵢ(Bᵢᵀx − tᵢ)}. */
    private static AffineMap beside(List<AffineMap> maps, List<Reft> parts) {
        for (int i = 0; i < maps.size(); i++) {
            for (int k = 0; k < i; k++) {
                double angle = Subspace.of(maps.get(i).write())
                        .principalAngles(Subspace.of(maps.get(k).write()))[0];
                if (angle < RIGHT_ANGLE) {
                    throw new IllegalArgumentException(
                            "%s and %s write to subspaces that are only %.1f° apart. Train one besides(…) the other."
                                    .formatted(parts.get(k), parts.get(i), Math.toDegrees(angle)));
                }
            }
        }
        return maps.stream()
                .reduce((a, b) -> AffineMap.of(
                        Nd4j.hstack(a.write(), b.write()),
                        Nd4j.hstack(a.read(), b.read()),
                        Nd4j.concat(0, a.target(), b.target())))
                .orElseThrow();
    }

    /** These and {@code other}. */
    public ComposedReft and(Reft other) {
        return of(Stream.concat(parts.stream(), Stream.of(other)).toList());
    }

    /** What acts at once. */
    public List<Reft> parts() {
        return parts;
    }

    /** The same as interventions of one map each. */
    public List<AffineEdit> edits() {
        return edits;
    }

    @Override
    public HookFilter where() {
        return parts.get(0).where();
    }

    @Override
    public NDArray apply(NDArray activation, HookSite site) {
        NDArray x = activation;
        for (AffineEdit each : edits) {
            if (each.where().matches(site.name())) {
                x = each.apply(x, site);
            }
        }
        return x;
    }

    private static String names(List<Reft> parts) {
        return parts.stream().map(Reft::toString).collect(Collectors.joining(" and "));
    }

    @Override
    public String toString() {
        return names(parts);
    }
}
