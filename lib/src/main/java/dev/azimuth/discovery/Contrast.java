package dev.azimuth.discovery;

import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.model.Activations;
import dev.azimuth.model.HookedTransformer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The activations of contrastive pairs at many places. */
final class Contrast {
    private final int pairs;
    private final Activations activations;

    private Contrast(int pairs, Activations activations) {
        this.pairs = pairs;
        this.activations = activations;
    }

    /** Reads the last token of each text, put as a user's turn. */
    static Contrast read(HookedTransformer model, ContrastivePairs pairs, HookFilter where) {
        List<String> texts = Stream.concat(pairs.positives().stream(), pairs.negatives().stream())
                .map(model::asUserTurn)
                .toList();
        return new Contrast(pairs.size(), model.harvest(texts).at(where).lastToken());
    }

    int pairs() {
        return pairs;
    }

    List<HookName> sites() {
        return activations.names();
    }

    /** All positive rows, then all negative ones. */
    float[][] rows(HookName site) {
        return activations.rows(site);
    }

    PairedRows at(HookName site) {
        float[][] rows = rows(site);
        return PairedRows.of(Arrays.copyOfRange(rows, 0, pairs), Arrays.copyOfRange(rows, pairs, 2 * pairs));
    }
}
