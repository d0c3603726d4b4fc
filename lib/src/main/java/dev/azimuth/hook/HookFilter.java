package dev.azimuth.hook;

/** Chooses hook names: one name, one kind of activation in every layer, or any condition. */
@FunctionalInterface
public interface HookFilter {
    /** Whether {@code name} is chosen. */
    boolean matches(HookName name);

    /** What to call it in a message; a condition has no name. */
    default String label() {
        return "(a condition)";
    }

    /** What this filter or {@code other} chooses. */
    default HookFilter or(HookFilter other) {
        HookFilter first = this;
        return new HookFilter() {
            @Override
            public boolean matches(HookName name) {
                return first.matches(name) || other.matches(name);
            }

            @Override
            public String label() {
                return first.label() + " or " + other.label();
            }
        };
    }
}
