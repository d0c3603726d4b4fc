package dev.azimuth.discovery;

import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.tensor.Estimate;
import dev.azimuth.tensor.Vectors;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * How much the direction that an estimator finds depends on the pairs it happened to see.
 *
 * <pre>{@code Stability.of(logisticProbe(), rows).splitHalf()}</pre>
 */
public final class Stability {
    private static final int RESAMPLES = 50;
    private static final int SEEDS = 5;

    private final DirectionEstimator estimator;
    private final PairedRows rows;
    private final int resamples;
    private final long seed;

    private Stability(DirectionEstimator estimator, PairedRows rows, int resamples, long seed) {
        this.estimator = estimator;
        this.rows = rows;
        this.resamples = resamples;
        this.seed = seed;
    }

    /** Of this estimator on these rows, by 50 resamples. */
    public static Stability of(DirectionEstimator estimator, PairedRows rows) {
        if (rows.pairs() < 2) {
            throw new IllegalArgumentException("Stability needs two pairs or more; given was 1.");
        }
        return new Stability(estimator, rows, RESAMPLES, 1);
    }

    /** By so many resamples, 2 or more. */
    public Stability resamples(int count) {
        if (count < 2) {
            throw new IllegalArgumentException(
                    "There is nothing to compare in " + count + " resamples. Give 2 or more.");
        }
        return new Stability(estimator, rows, count, seed);
    }

    /** With other random draws. */
    public Stability seed(long other) {
        return new Stability(estimator, rows, resamples, other);
    }

    /**
     * The cosine of the directions that two bootstrap resamples of the pairs find: its mean over all couples of resamples,
     * with the band that holds 95 % of them.
     */
    public Estimate bootstrap() {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] found = new float[resamples][];
        Arrays.setAll(found, i -> estimator.fit(rows.take(drawn(random))));
        return band(couples(found));
    }

    /** The cosine of the directions that the two halves of the pairs find, over random halvings: mean and 95 % band. */
    public Estimate splitHalf() {
        SplittableRandom random = new SplittableRandom(seed);
        double[] cosines = new double[resamples];
        for (int i = 0; i < resamples; i++) {
            int[] order = shuffled(rows.pairs(), random);
            int half = order.length / 2;
            cosines[i] = Vectors.cosine(
                    estimator.fit(rows.take(sorted(order, 0, half))),
                    estimator.fit(rows.take(sorted(order, half, order.length))));
        }
        return band(cosines);
    }

    /**
     * The cosine of the directions that two seeds of an estimator which draws at random find in the same pairs: its mean
     * over all couples of five seeds, with the band that holds 95 % of them.
     *
     * @throws IllegalStateException when it draws nothing
     */
    public Estimate seeds() {
        return band(couples(seeded()));
    }

    /** How well the directions of five seeds separate other pairs: mean AUC and 95 % band. */
    public Estimate seedAucs(PairedRows heldOut) {
        return Controls.band(Arrays.stream(seeded())
                .mapToDouble(axis -> Separability.of(heldOut, axis).auc())
                .toArray());
    }

    /** Whether the estimator draws at random, as CCS does for its starts. */
    public boolean hasSeeds() {
        return !estimator.seed(seed).equals(estimator);
    }

    private float[][] seeded() {
        if (!hasSeeds()) {
            throw new IllegalStateException(
                    estimator.method() + " draws nothing at random; every seed finds the same.");
        }
        return LongStream.range(seed, seed + SEEDS)
                .mapToObj(each -> estimator.seed(each).fit(rows))
                .toArray(float[][]::new);
    }

    private static double[] couples(float[][] found) {
        return IntStream.range(0, found.length)
                .boxed()
                .flatMapToDouble(i -> IntStream.range(0, i).mapToDouble(j -> Vectors.cosine(found[i], found[j])))
                .toArray();
    }

    /** What more pairs would bring: fits of growing random parts of the rows, judged on rows that no fit sees. */
    public LearningCurve learningCurve(PairedRows heldOut) {
        return LearningCurve.of(estimator, rows, heldOut, resamples, seed);
    }

    private Estimate band(double[] cosines) {
        double mean = Arrays.stream(cosines).average().orElseThrow();
        return new Estimate(mean, Bootstrap.quantile(cosines, 0.025), Bootstrap.quantile(cosines, 0.975), rows.pairs());
    }

    /** In order, so that a pair drawn twice stays in one fold of an estimator that cross-validates. */
    private int[] drawn(SplittableRandom random) {
        return IntStream.generate(() -> random.nextInt(rows.pairs()))
                .limit(rows.pairs())
                .sorted()
                .toArray();
    }

    static int[] sorted(int[] order, int from, int to) {
        int[] part = Arrays.copyOfRange(order, from, to);
        Arrays.sort(part);
        return part;
    }

    static int[] shuffled(int count, SplittableRandom random) {
        int[] order = IntStream.range(0, count).toArray();
        for (int i = count - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int moved = order[i];
            order[i] = order[j];
            order[j] = moved;
        }
        return order;
    }

    @Override
    public String toString() {
        return "Stability of " + estimator + " on " + rows + ", " + resamples + " resamples";
    }
}
