package dev.azimuth.discovery;

import dev.azimuth.evaluation.Auc;
import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.tensor.Vectors;
import java.util.SplittableRandom;

/** What a method finds in pairs whose labels mean nothing: the control that every direction is held against. */
final class ShuffledLabels {
    private final DirectionEstimator estimator;
    private final PairedRows train;

    ShuffledLabels(DirectionEstimator estimator, PairedRows train) {
        this.estimator = estimator;
        this.train = train;
    }

    float[] axis(SplittableRandom random) {
        return estimator.fit(train.shuffled(random));
    }

    /** How well such directions separate other pairs. */
    double[] aucs(PairedRows test) {
        SplittableRandom random = new SplittableRandom(11);
        double[] aucs = new double[estimator.shuffles()];
        for (int i = 0; i < aucs.length; i++) {
            float[] axis = axis(random);
            aucs[i] = Auc.of(Vectors.project(test.positive(), axis), Vectors.project(test.negative(), axis));
        }
        return aucs;
    }

    /** The |cosine| with {@code unit} that one in twenty of such directions exceeds. */
    double cosineBand(float[] unit) {
        SplittableRandom random = new SplittableRandom(7);
        double[] cosines = new double[2 * estimator.shuffles()];
        for (int i = 0; i < cosines.length; i++) {
            cosines[i] = Math.abs(Vectors.cosine(unit, axis(random)));
        }
        return Bootstrap.quantile(cosines, 0.95);
    }
}
