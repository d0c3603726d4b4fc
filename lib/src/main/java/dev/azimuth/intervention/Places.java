package dev.azimuth.intervention;

import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Where an edit acts.
 *
 * @param layers of those that {@code where} chooses, only these; none means all
 */
record Places(HookFilter where, List<Integer> layers) implements HookFilter {
    Places {
        layers = List.copyOf(layers);
    }

    /**
     * Everything that is written to the residual stream. The embedding's part is the stream that enters the first block,
     * with learned positions where there are any.
     */
    static final HookFilter WRITTEN = new HookFilter() {
        @Override
        public boolean matches(HookName name) {
            return name.equals(HookName.residPre(0))
                    || name.point() == HookPoint.ATTN_OUT
                    || name.point() == HookPoint.MLP_OUT;
        }

        @Override
        public String label() {
            return "everything written";
        }
    };

    static Places of(HookFilter where) {
        return where instanceof Places places ? places : new Places(where, List.of());
    }

    /** What {@link HookFilter#label} names. */
    static HookFilter labelled(String label) {
        return label.equals(WRITTEN.label()) ? WRITTEN : HookFilter.labelled(label);
    }

    /** The same kinds of activation in these layers. */
    Places inLayers(List<Integer> chosen) {
        if (chosen.isEmpty() || chosen.stream().anyMatch(layer -> layer < 0)) {
            throw new IllegalArgumentException(
                    "An edit cannot act in the layers " + chosen + ". Name at least one, counted from 0.");
        }
        return new Places(
                where.inEveryLayer(), chosen.stream().sorted().distinct().toList());
    }

    static List<Integer> range(int first, int last) {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException("The layers go from " + first + " to " + last
                    + "; the first must be 0 or more and the last no less.");
        }
        return IntStream.rangeClosed(first, last).boxed().toList();
    }

    /** Whether what acts here acts on what is written rather than on the stream. */
    boolean isWritten() {
        return where == WRITTEN;
    }

    /** How many layers they are in, for a strength that is shared. */
    int layerCount() {
        if (layers.isEmpty() && !(where instanceof HookName)) {
            throw new IllegalArgumentException("A strength can be shared evenly only by layers that are named, but the"
                    + " edit acts at " + where.label() + " in every layer. Name them, as in layers(8, 16).");
        }
        return Math.max(1, layers.size());
    }

    @Override
    public boolean matches(HookName name) {
        return where.matches(name) && (layers.isEmpty() || layers.contains(name.layer()));
    }

    @Override
    public String label() {
        return where.label() + (layers.isEmpty() ? "" : " in layer" + (layers.size() > 1 ? "s " : " ") + listed());
    }

    @Override
    public Places inEveryLayer() {
        return new Places(where.inEveryLayer(), List.of());
    }

    /** The layers, a run of them by its ends. */
    private String listed() {
        int first = layers.get(0);
        int last = layers.get(layers.size() - 1);
        return layers.size() > 2 && last - first == layers.size() - 1
                ? first + "–" + last
                : layers.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return label();
    }
}
