package dev.azimuth.sae;

import dev.azimuth.hook.HookName;
import java.util.Optional;

/**
 * What an autoencoder computes, and on what.
 *
 * @param width numbers of a row it reads, d
 * @param features how many it has, m
 * @param k how many may be active at once; 0 unless the architecture is {@link Architecture#TOPK}
 * @param centred whether the decoder's bias is taken off a row before it is encoded
 * @param site where in a model its rows are, if known
 * @param model the model's name, if known
 */
public record SaeConfig(
        Architecture architecture,
        int width,
        int features,
        int k,
        boolean centred,
        Normalization normalization,
        Optional<HookName> site,
        Optional<String> model) {
    /** Refuses sizes that no autoencoder has. */
    public SaeConfig {
        if (width < 1 || features < 1) {
            throw new IllegalArgumentException(
                    "An autoencoder of width " + width + " with " + features + " features. Both are at least 1.");
        }
        boolean fits = architecture == Architecture.TOPK ? k >= 1 && k <= features : k == 0;
        if (!fits) {
            throw new IllegalArgumentException("k is " + k + ", but a " + architecture.label() + " autoencoder of "
                    + features + " features has "
                    + (architecture == Architecture.TOPK ? "1 to " + features + "." : "none, which is 0."));
        }
    }

    SaeConfig at(HookName place) {
        return new SaeConfig(architecture, width, features, k, centred, normalization, Optional.of(place), model);
    }

    SaeConfig of(String modelName) {
        return new SaeConfig(architecture, width, features, k, centred, normalization, site, Optional.of(modelName));
    }
}
