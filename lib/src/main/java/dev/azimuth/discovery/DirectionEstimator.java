package dev.azimuth.discovery;

/**
 * A way to find the direction along which a concept is represented. It sees rows of activations and nothing of a model,
 * so that it serves at any place; implement it to search by a method of one's own.
 */
public interface DirectionEstimator {
    /** What it is called in tables, such as {@code mean difference}. */
    String method();

    /**
     * A vector that points from the class without the concept to the class that has it.
     *
     * @return {@code [d]}, of any length above 0
     */
    float[] fit(PairedRows rows);

    /** The same with other random draws; itself where it draws none. */
    default DirectionEstimator seed(long seed) {
        return this;
    }

    /** How many fits to shuffled labels a direction is held against; 40, the fewest that have a 95 % band, where they are slow. */
    default int shuffles() {
        return 100;
    }
}
