package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import dev.azimuth.family.WeightName;
import dev.azimuth.progress.Progress;
import dev.azimuth.tensor.SharedTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Applies an edit: copies what it changes, shares the rest. */
final class WeightEdits {
    private WeightEdits() {}

    static Weights apply(Weights original, WeightEdit edit) {
        boolean embedding = edit.changes(WeightName.of(WeightName.Kind.EMBED), original.config());
        // A tied embedding is read twice and written once: the edit is of what it writes, so the reader keeps the old
        // one.
        Weights base = embedding ? original.untied() : original;
        List<WeightName> names = base.names().stream()
                .filter(name -> edit.changes(name, base.config()))
                .toList();
        Map<WeightName, SharedTensor> changed = new LinkedHashMap<>();
        for (WeightName name : Progress.over(names, "editing weights")) {
            changed.put(name, base.read(name, weight -> edited(edit, name, weight, base.precision())));
        }
        return base.with(changed);
    }

    private static SharedTensor edited(WeightEdit edit, WeightName name, NDArray weight, Precision precision) {
        NDArray next = edit.apply(name, weight.duplicate());
        if (!next.getShape().equals(weight.getShape())) {
            throw new IllegalArgumentException("The edit " + edit + " made " + name + " of shape " + next.getShape()
                    + ", but it must stay " + weight.getShape() + ".");
        }
        return Weights.stored(name, next, precision);
    }
}
