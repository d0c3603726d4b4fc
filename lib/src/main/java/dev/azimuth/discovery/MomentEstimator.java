package dev.azimuth.discovery;

import dev.azimuth.tensor.Moments;

/**
 * An estimator that depends on the rows only through their moments. It can be fitted to more rows than memory holds, shard
 * by shard, and finds what it finds in the whole:
 *
 * <pre>{@code
 * estimator.fit(shards.map(estimator::moments).reduce(Moments::plus).orElseThrow())
 *
 * Moments with = model.harvest(friendly).moments().everyToken().get(site).labelled(1);
 * Moments without = model.harvest(hostile).moments().everyToken().get(site).labelled(0);
 * meanDifference().fit(with.plus(without))
 * }</pre>
 *
 * Winsorized means, medians of means and the shrinkage of Ledoit and Wolf look at single rows, and a logistic probe or CCS
 * looks at all of them many times: these need the rows. The erasers {@link Leace}, {@link Sal} and {@link OracleLeace} and
 * {@link FactorRegression} are fitted to moments alone.
 */
public interface MomentEstimator extends DirectionEstimator {
    /** What it has to know of these pairs; that of shards adds up to that of the whole. */
    Moments moments(PairedRows rows);

    /** The vector that {@link #fit(PairedRows)} finds, to rounding, in pairs with these {@link #moments}. */
    float[] fit(Moments moments);
}
