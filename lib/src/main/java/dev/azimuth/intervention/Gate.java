package dev.azimuth.intervention;

import ai.djl.ndarray.NDArray;
import dev.azimuth.direction.Direction;
import dev.azimuth.tensor.Scalars;

/**
 * What an edit makes of its readings before it acts on them: g in {@code x' = x − λ·A·g(Bᵀ(x − c))}, token by token and
 * for each of several readings by itself. A token of which nothing passes stays bit for bit as it was.
 */
public sealed interface Gate permits Gate.Open, Gate.Above, Gate.Soft, Guard {
    /**
     * The readings that pass, and how much of them.
     *
     * @param readings {@code [batch, pos, k]}
     * @param rows what was read, {@code [batch, pos, d]}
     */
    NDArray pass(NDArray readings, NDArray rows);

    /** Everything passes: the edit is affine. */
    static Gate open() {
        return new Open();
    }

    /** A reading passes whole where it is above {@code threshold}. */
    static Gate above(double threshold) {
        return new Above(threshold);
    }

    /** A share of each reading passes, {@code σ((r − threshold) / width)}. */
    static Gate soft(double threshold, double width) {
        return new Soft(threshold, width);
    }

    /** This gate, closed at tokens whose coordinate along {@code detector} is above {@code threshold}. */
    default Gate unless(Direction detector, double threshold) {
        return new Guard(this, detector.name(), detector.unit(), threshold, false);
    }

    /** This gate, closed at tokens whose coordinate along {@code detector} is not above {@code threshold}. */
    default Gate onlyIf(Direction detector, double threshold) {
        return new Guard(this, detector.name(), detector.unit(), threshold, true);
    }

    /** See {@link #open()}. */
    record Open() implements Gate {
        @Override
        public NDArray pass(NDArray readings, NDArray rows) {
            return readings;
        }

        @Override
        public String toString() {
            return "open";
        }
    }

    /** See {@link #above}. */
    record Above(double threshold) implements Gate {
        /** Refuses a threshold that is no number. */
        public Above {
            requireFinite(threshold);
        }

        @Override
        public NDArray pass(NDArray readings, NDArray rows) {
            return readings.mul(readings.gt(threshold).toType(readings.getDataType(), false));
        }

        @Override
        public String toString() {
            return "above " + threshold;
        }
    }

    /** See {@link #soft}. */
    record Soft(double threshold, double width) implements Gate {
        /** Refuses what is no number, and a width that is not above 0. */
        public Soft {
            requireFinite(threshold);
            if (!(width > 0) || Double.isInfinite(width)) {
                throw new IllegalArgumentException("A soft gate needs a width above 0, not " + width
                        + ". above(threshold) is the gate without width.");
            }
        }

        @Override
        public NDArray pass(NDArray readings, NDArray rows) {
            NDArray odds = Scalars.times(readings.sub((float) threshold), 1 / width);
            return readings.div(odds.neg().exp().add(1));
        }

        @Override
        public String toString() {
            return "soft about " + threshold + " with width " + width;
        }
    }

    private static void requireFinite(double threshold) {
        if (!Double.isFinite(threshold)) {
            throw new IllegalArgumentException("A gate cannot have the threshold " + threshold + ".");
        }
    }
}
