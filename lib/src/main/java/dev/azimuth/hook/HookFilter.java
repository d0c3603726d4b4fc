package dev.azimuth.hook;

/** Chooses hook names: one name, one kind of activation in every layer, or any condition. */
@FunctionalInterface
public interface HookFilter {
    /** Whether {@code name} is chosen. */
    boolean matches(HookName name);

    /** What this filter or {@code other} chooses. */
    default HookFilter or(HookFilter other) {
        return name -> matches(name) || other.matches(name);
    }
}
