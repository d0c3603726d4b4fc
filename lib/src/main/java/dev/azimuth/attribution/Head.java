package dev.azimuth.attribution;

import dev.azimuth.hook.Hook;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.Intervention;

/** One attention head, written {@code layer.head}. */
public record Head(int layer, int head) {
    /** Takes what it writes out of the residual stream. */
    public Intervention zeroed() {
        return Hook.at(HookName.z(layer)).head(head).zero();
    }

    @Override
    public String toString() {
        return layer + "." + head;
    }
}
