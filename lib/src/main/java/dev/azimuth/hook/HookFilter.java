package dev.azimuth.hook;

import java.util.Arrays;

/** Chooses hook names: one name, one kind of activation in every layer, or any condition. */
@FunctionalInterface
public interface HookFilter {
    /** Whether {@code name} is chosen. */
    boolean matches(HookName name);

    /** What to call it in a message; a condition has no name. */
    default String label() {
        return "(a condition)";
    }

    /** The same kinds of activation in every layer; a condition stays as it is. */
    default HookFilter inEveryLayer() {
        return this;
    }

    /** What this filter or {@code other} chooses. */
    default HookFilter or(HookFilter other) {
        return new EitherFilter(this, other);
    }

    /**
     * The filter that {@link #label} names: hook names and kinds of activation, joined by "or".
     *
     * @throws IllegalArgumentException when it names something else, listing what there is
     */
    static HookFilter labelled(String label) {
        return Arrays.stream(label.split(EitherFilter.OR, -1))
                .map(each ->
                        HookPoint.ofSuffix(each).<HookFilter>map(point -> point).orElseGet(() -> HookName.hook(each)))
                .reduce(HookFilter::or)
                .orElseThrow();
    }
}
