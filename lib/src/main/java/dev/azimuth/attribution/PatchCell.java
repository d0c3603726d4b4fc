package dev.azimuth.attribution;

import dev.azimuth.hook.HookName;

/**
 * What one patch replaces.
 *
 * @param name the activation
 * @param head one of its heads, or {@link #ALL}
 * @param position one of its tokens, or {@link #ALL}; of a pattern, where this token asks
 */
public record PatchCell(HookName name, int head, int position) {
    /** Every head, or every token. */
    public static final int ALL = -1;

    @Override
    public String toString() {
        return name + (head == ALL ? "" : ", head " + head) + (position == ALL ? "" : ", position " + position);
    }
}
