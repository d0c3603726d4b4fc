package dev.azimuth.reft;

/**
 * How it is learned: AdamW with a learning rate that rises linearly over the first share {@code warmup} of the steps and then
 * falls linearly to 0.
 *
 * @param batch examples a step
 * @param stopAt a loss at which training ends early; 0 for never
 */
record Schedule(
        int steps, int batch, double learningRate, double warmup, double weightDecay, double stopAt, long seed) {
    static final Schedule DEFAULT = new Schedule(100, 10, 4e-3, 0, 0, 0, 0);

    Schedule {
        if (steps < 1 || batch < 1) {
            throw new IllegalArgumentException(
                    steps + " steps of " + batch + " examples; there must be at least 1 of both.");
        }
        if (!(learningRate > 0
                && Double.isFinite(learningRate)
                && warmup >= 0
                && warmup <= 1
                && weightDecay >= 0
                && Double.isFinite(weightDecay)
                && stopAt >= 0
                && Double.isFinite(stopAt))) {
            throw new IllegalArgumentException(
                    "The learning rate must be above 0, the warm-up from 0 to 1, weight decay"
                            + " and the loss to stop at 0 or more, but they are " + learningRate + ", " + warmup + ", "
                            + weightDecay + " and " + stopAt + ".");
        }
    }

    Schedule withSteps(int other) {
        return new Schedule(other, batch, learningRate, warmup, weightDecay, stopAt, seed);
    }

    Schedule withBatch(int other) {
        return new Schedule(steps, other, learningRate, warmup, weightDecay, stopAt, seed);
    }

    Schedule withLearningRate(double other) {
        return new Schedule(steps, batch, other, warmup, weightDecay, stopAt, seed);
    }

    Schedule withWarmup(double other) {
        return new Schedule(steps, batch, learningRate, other, weightDecay, stopAt, seed);
    }

    Schedule withWeightDecay(double other) {
        return new Schedule(steps, batch, learningRate, warmup, other, stopAt, seed);
    }

    Schedule withStopAt(double other) {
        return new Schedule(steps, batch, learningRate, warmup, weightDecay, other, seed);
    }

    Schedule withSeed(long other) {
        return new Schedule(steps, batch, learningRate, warmup, weightDecay, stopAt, other);
    }

    /** The learning rate of a step, from 0. */
    double rate(int step) {
        int rising = (int) Math.ceil(warmup * steps);
        double share = step < rising ? (double) step / rising : (double) (steps - step) / Math.max(1, steps - rising);
        return learningRate * share;
    }

    @Override
    public String toString() {
        return steps + " steps of " + batch + " examples, AdamW at " + learningRate
                + (warmup > 0 ? " after a warm-up of " + warmup : "") + ", falling linearly"
                + (weightDecay > 0 ? ", weight decay " + weightDecay : "")
                + (stopAt > 0 ? ", until the loss is " + stopAt : "") + ", seed " + seed;
    }
}
