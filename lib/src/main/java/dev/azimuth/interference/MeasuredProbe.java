package dev.azimuth.interference;

import dev.azimuth.discovery.Directions;
import dev.azimuth.discovery.LinearDiscriminant;
import dev.azimuth.discovery.PairedRows;
import dev.azimuth.tensor.Estimate;
import dev.azimuth.tensor.Vectors;
import java.util.Arrays;

/**
 * How well a feature is read in one place after an edit, on test texts.
 *
 * @param shift of the frozen reader
 * @param frozenBefore AUC of the reader that was fitted before the edit, before it
 * @param frozenAfter the same after it
 * @param accuracyLost by the frozen reader with its threshold, in its share of texts
 * @param refittedBefore AUC of the reader before the edit as {@link LinearDiscriminant} fits it to this feature alone
 * @param refittedAfter the same fitted again to the edited model: whether the information is gone or only moved
 */
record MeasuredProbe(
        Shift shift,
        Estimate frozenBefore,
        Estimate frozenAfter,
        double accuracyLost,
        Estimate refittedBefore,
        Estimate refittedAfter) {

    static MeasuredProbe of(Readout readout, float[][] train, float[][] test) {
        Directions feature = readout.feature();
        float[][] trainBefore = feature.trainRows(readout.site());
        float[][] testBefore = feature.testRows(readout.site());
        double threshold = Arrays.stream(readout.of(trainBefore)).average().orElseThrow(); // classes are of equal size
        return new MeasuredProbe(
                Shift.measured(readout, testBefore, test),
                Readout.auc(readout.of(testBefore)),
                Readout.auc(readout.of(test)),
                accuracy(readout.of(testBefore), threshold) - accuracy(readout.of(test), threshold),
                refitted(trainBefore, testBefore),
                refitted(train, test));
    }

    private static Estimate refitted(float[][] train, float[][] test) {
        int pairs = train.length / 2;
        float[] probe = LinearDiscriminant.linearDiscriminant()
                .fit(PairedRows.of(Arrays.copyOf(train, pairs), Arrays.copyOfRange(train, pairs, train.length)));
        return Readout.auc(Vectors.project(test, probe));
    }

    private static double accuracy(double[] scores, double threshold) {
        int right = 0;
        for (int i = 0; i < scores.length; i++) {
            right += scores[i] > threshold == i < scores.length / 2 ? 1 : 0;
        }
        return (double) right / scores.length;
    }
}
