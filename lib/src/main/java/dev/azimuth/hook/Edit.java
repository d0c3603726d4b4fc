package dev.azimuth.hook;

import ai.djl.ndarray.NDArray;

/** One sentence of {@link Hook} that changes a part of an activation. */
final class Edit implements Intervention {
    /** What the whole activation becomes; only the part is taken of it. */
    interface Change {
        NDArray of(NDArray activation, HookSite site);
    }

    private final String verb;
    private final Part part;
    private final Change change;

    Edit(String verb, Part part, Change change) {
        this.verb = verb;
        this.part = part;
        this.change = change;
    }

    @Override
    public HookFilter where() {
        return part.where();
    }

    @Override
    public NDArray apply(NDArray activation, HookSite site) {
        return part.choose(activation, site, whole -> {
            NDArray changed = change.of(whole, site);
            Hooks.requireShape(this, site.name(), whole, changed);
            return changed;
        });
    }

    @Override
    public String toString() {
        return verb + " at " + part;
    }
}
