package dev.azimuth.reft;

import dev.azimuth.hook.PromptEnds;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is to be learned, and where it acts: after the blocks {@code layers}.
 *
 * @param tied whether all positions share one intervention, or each has its own
 * @param shared whether all layers share one intervention, or each has its own
 */
record ReftShape(Form form, int rank, List<Integer> layers, PromptEnds ends, boolean tied, boolean shared) {
    ReftShape {
        layers = layers.stream().distinct().sorted().toList();
        if (rank < 1) {
            throw new IllegalArgumentException("The rank is " + rank + "; it must be at least 1.");
        }
        if (layers.isEmpty() || layers.get(0) < 0) {
            throw new IllegalArgumentException("The layers are " + layers + "; name at least one, from 0 up.");
        }
    }

    static ReftShape of(Form form, int layer) {
        return new ReftShape(form, 4, List.of(layer), new PromptEnds(0, 1), true, false);
    }

    ReftShape withRank(int other) {
        return new ReftShape(form, other, layers, ends, tied, shared);
    }

    ReftShape withForm(Form other) {
        return new ReftShape(other, rank, layers, ends, tied, shared);
    }

    ReftShape withLayers(List<Integer> others) {
        return new ReftShape(form, rank, others, ends, tied, shared);
    }

    ReftShape withEnds(int first, int last) {
        return new ReftShape(form, rank, layers, new PromptEnds(first, last), tied, shared);
    }

    ReftShape untied() {
        return new ReftShape(form, rank, layers, ends, false, shared);
    }

    ReftShape sharedByLayers() {
        return new ReftShape(form, rank, layers, ends, tied, true);
    }

    @Override
    public String toString() {
        return form + " of rank " + rank + " after layer" + (layers.size() == 1 ? " " : "s ")
                + layers.stream().map(String::valueOf).collect(Collectors.joining(", "))
                + (shared && layers.size() > 1 ? " (shared)" : "") + " at the " + ends + (tied ? "" : " (untied)");
    }
}
