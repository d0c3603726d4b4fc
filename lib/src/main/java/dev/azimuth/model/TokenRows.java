package dev.azimuth.model;

/**
 * Which tokens of a text are read.
 *
 * @param first so many from the text's start
 * @param last of these, so many from its end
 * @param mean whether only their mean is kept
 */
record TokenRows(int first, int last, boolean mean) {
    private static final int ALL = Integer.MAX_VALUE;

    static final TokenRows EVERY = new TokenRows(ALL, ALL, false);
    static final TokenRows MEAN = new TokenRows(ALL, ALL, true);

    TokenRows {
        if (first < 1 || last < 1) {
            throw new IllegalArgumentException(
                    "The " + (first < 1 ? "first " + first : "last " + last) + " tokens are none. Ask for at least 1.");
        }
    }

    static TokenRows first(int count) {
        return new TokenRows(count, ALL, false);
    }

    static TokenRows last(int count) {
        return new TokenRows(ALL, count, false);
    }

    /** The first token read of a text that has {@code length}. */
    int from(int length) {
        return Math.max(0, length - last);
    }

    /** The token after the last one read. */
    int to(int length) {
        return Math.min(length, first);
    }

    /** Rows that a text of {@code length} tokens gives. */
    int count(int length) {
        return mean ? 1 : to(length) - from(length);
    }

    /** The logits that must be computed to read these of each text. */
    LogitsAt logits() {
        return new LogitsAt(last);
    }

    @Override
    public String toString() {
        String tokens = first != ALL ? "the first " + first : last != ALL ? "the last " + last : "every token";
        return mean ? "the mean over " + tokens : tokens;
    }
}
