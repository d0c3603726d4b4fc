package dev.azimuth.discovery;

import dev.azimuth.hook.HookName;

/**
 * A place where a concept can be read: a stream of one layer, or one of its heads, at a token.
 *
 * @param hook where in the model
 * @param head which head of {@code hook_z}; {@link #NO_HEAD} for a whole stream
 * @param position at which token
 */
public record Site(HookName hook, int head, TokenPosition position) {
    /** The head of what is not divided into heads. */
    public static final int NO_HEAD = -1;

    /** A whole stream at a token. */
    public static Site of(HookName hook, TokenPosition position) {
        return new Site(hook, NO_HEAD, position);
    }

    /** Whether it is one head alone. */
    public boolean isHead() {
        return head != NO_HEAD;
    }

    /** Its layer. */
    public int layer() {
        return hook.layer();
    }

    /** What is read there, whatever the layer and the token: {@code resid_post}, {@code head 3}. */
    public String stream() {
        return isHead() ? "head " + head : hook.point().suffix().replaceFirst("^hook_", "");
    }

    @Override
    public String toString() {
        return hook + (isHead() ? "[head " + head + "]" : "") + " at "
                + (position.isMean() ? "the tokens' mean" : "token " + position);
    }
}
