package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import dev.azimuth.family.WeightName;
import dev.azimuth.progress.Progress;
import dev.azimuth.tensor.Scope;
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
        try (Scope edited = Scope.on(base.device())) {
            for (WeightName name : Progress.over(names, "editing weights")) {
                try (Scope work = Scope.on(base.device())) {
                    NDArray copy = base.get(name).duplicate();
                    copy.attach(work.manager());
                    NDArray next = edit.apply(name, copy);
                    if (!next.getShape().equals(base.get(name).getShape())) {
                        throw new IllegalArgumentException(
                                "The edit " + edit + " made " + name + " of shape " + next.getShape()
                                        + ", but it must stay " + base.get(name).getShape() + ".");
                    }
                    next.attach(edited.manager());
                    changed.put(name, SharedTensor.owning(next));
                }
            }
        }
        return base.with(changed);
    }
}
