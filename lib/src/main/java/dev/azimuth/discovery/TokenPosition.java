package dev.azimuth.discovery;

/**
 * Which of a text's tokens is read.
 *
 * @param fromEnd 1 for the last token, 2 for the one before it; 0 for the mean
 */
public record TokenPosition(int fromEnd) {
    /** The last token. */
    public static final TokenPosition LAST = new TokenPosition(1);

    /** The mean of all tokens but the first, which is the attention sink and would drown the others. */
    public static final TokenPosition MEAN = new TokenPosition(0);

    /** Refuses what lies after the end. */
    public TokenPosition {
        if (fromEnd < 0) {
            throw new IllegalArgumentException("A text has no token " + fromEnd
                    + " places before its end. Count from 1, the last, or give 0 for the mean.");
        }
    }

    /** The token that is so many places from the end; 1 is the last. */
    public static TokenPosition fromEnd(int place) {
        return new TokenPosition(place);
    }

    boolean isMean() {
        return fromEnd == 0;
    }

    @Override
    public String toString() {
        return isMean() ? "mean" : "−" + fromEnd;
    }
}
