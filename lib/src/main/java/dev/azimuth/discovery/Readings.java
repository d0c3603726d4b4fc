package dev.azimuth.discovery;

import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.dataset.Split;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.model.HookedTransformer;

/** What a model holds of the parts of one concept's data, wherever a search looks. */
record Readings(
        HookedTransformer model,
        Split<ContrastivePairs> data,
        AttentionSink sink,
        Contrast train,
        Contrast validation,
        Contrast test) {
    static Readings of(HookedTransformer model, Split<ContrastivePairs> data, HookFilter where) {
        return new Readings(
                model,
                data,
                AttentionSink.of(model),
                Contrast.read(model, data.train(), where),
                Contrast.read(model, data.validation(), where),
                Contrast.read(model, data.test(), where));
    }
}
