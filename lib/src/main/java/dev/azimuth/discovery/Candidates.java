package dev.azimuth.discovery;

import dev.azimuth.direction.Direction;
import dev.azimuth.intervention.Ablation;
import dev.azimuth.intervention.Steering;
import dev.azimuth.model.HookedTransformer;
import java.util.List;
import java.util.Locale;

/**
 * The few sites that a criterion tries in the running model, which costs a pass over the validation prompts for each
 * measure: those that part the validation data best, below the last fifth of the layers, where a direction is near the
 * unembedding and changes words instead of the concept (Arditi et al., 2024, arXiv 2406.11717).
 *
 * @param count how many are tried
 * @param maxKl how far the ablation may move the next token on prompts without the concept, in nats
 */
record Candidates(int count, double maxKl) {
    static final Candidates STANDARD = new Candidates(12, 0.1);
    private static final double LAYERS = 0.8;

    Candidates {
        if (count < 1) {
            throw new IllegalArgumentException(
                    "There is nothing to choose among " + count + " candidates. Give 1 or more.");
        }
        if (!(maxKl >= 0)) {
            throw new IllegalArgumentException("A divergence is 0 or more, so none is below " + maxKl + ".");
        }
    }

    List<Site> of(SiteGrid grid) {
        return grid.best(count, (int) (LAYERS * grid.model().config().nLayers()));
    }

    /** The prompts as chats in which the assistant is to speak next. */
    static List<String> chats(HookedTransformer model, List<String> prompts) {
        return prompts.stream().map(model::asChat).toList();
    }

    static HookedTransformer without(HookedTransformer model, Direction direction) {
        return model.with(Ablation.ablation(direction));
    }

    /** Steered by one gap where the direction was found. */
    static HookedTransformer towards(HookedTransformer model, Direction direction) {
        return model.with(Steering.steering(direction));
    }

    /** Why a site is refused by its divergence; empty where it is not. */
    String refusedBy(double kl) {
        // Written so that NaN, of a model that broke, is refused too.
        return kl <= maxKl ? "" : String.format(Locale.ROOT, "KL %.2g above %.2g", kl, maxKl);
    }
}
