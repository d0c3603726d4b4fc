package dev.azimuth.discovery;

/** The linear discriminant with the shrinkage of Ledoit and Wolf, which no moments tell: it needs each row's length. */
final class LedoitWolfDiscriminant implements DirectionEstimator {
    @Override
    public String method() {
        return "linear discriminant";
    }

    @Override
    public float[] fit(PairedRows rows) {
        WithinClasses within = WithinClasses.of(rows);
        return within.discriminant(within.ledoitWolf());
    }

    @Override
    public int shuffles() {
        return 40;
    }

    @Override
    public String toString() {
        return method();
    }
}
