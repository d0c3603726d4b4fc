package dev.azimuth.model;

/**
 * A harvest but for the tokens it reads; naming them starts it.
 *
 * @param <R> what comes of it
 */
public abstract sealed class TokenChoice<R> permits Harvest, HarvestMoments {
    TokenChoice() {}

    abstract R read(TokenRows tokens);

    /** Each prompt's last token: one row a prompt. */
    public R lastToken() {
        return lastTokens(1);
    }

    /** Each prompt's last {@code count} tokens, or as many as it has. */
    public R lastTokens(int count) {
        return read(TokenRows.last(count));
    }

    /** Each prompt's first {@code count} tokens, or as many as it has. */
    public R firstTokens(int count) {
        return read(TokenRows.first(count));
    }

    /** Every token. */
    public R everyToken() {
        return read(TokenRows.EVERY);
    }

    /** The mean over each prompt's tokens, the first one included: one row a prompt. */
    public R meanOverTokens() {
        return read(TokenRows.MEAN);
    }
}
