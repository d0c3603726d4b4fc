package dev.azimuth.attribution;

/** One head's attention to one text of {@link RepeatedTokens}. */
final class HeadPattern {
    private final float[] values;
    private final int offset;
    private final int width;
    private final int start;
    private final int length;

    /**
     * @param values attention, {@code [query, key]} from {@code offset} on
     */
    HeadPattern(float[] values, int offset, int width, RepeatedTokens tokens) {
        this.values = values;
        this.offset = offset;
        this.width = width;
        this.start = tokens.start();
        this.length = tokens.length();
    }

    double score(HeadScores.Kind kind) {
        return switch (kind) {
            case PREVIOUS_TOKEN -> back(1, 1);
            case DUPLICATE_TOKEN -> back(length, start + length);
            case INDUCTION -> back(length - 1, start + length);
            case FIRST_TOKEN -> first();
            case ENTROPY -> entropy();
        };
    }

    /** The mean attention to the token so many before, of queries from {@code from} on. */
    private double back(int distance, int from) {
        double sum = 0;
        for (int query = from; query < width; query++) {
            sum += at(query, query - distance);
        }
        return sum / (width - from);
    }

    private double first() {
        double sum = 0;
        for (int query = 1; query < width; query++) {
            sum += at(query, 0);
        }
        return sum / (width - 1);
    }

    private double entropy() {
        double sum = 0;
        for (int query = 0; query < width; query++) {
            for (int key = 0; key <= query; key++) {
                double share = at(query, key);
                sum -= share > 0 ? share * Math.log(share) : 0;
            }
        }
        return sum / width;
    }

    private double at(int query, int key) {
        return values[offset + query * width + key];
    }
}
