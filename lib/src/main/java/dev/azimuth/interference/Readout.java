package dev.azimuth.interference;

import dev.azimuth.discovery.Directions;
import dev.azimuth.evaluation.Auc;
import dev.azimuth.hook.HookName;
import dev.azimuth.tensor.Estimate;
import dev.azimuth.tensor.Vectors;
import java.util.Arrays;

/** What reads a feature at one place, {@code bᵀx}: fitted on training texts, whose classes it puts 1 apart. */
final class Readout {
    private final Directions feature;
    private final HookName site;
    private final float[] read;

    Readout(Directions feature, HookName site, float[] read) {
        this.feature = feature;
        this.site = site;
        this.read = read;
    }

    Directions feature() {
        return feature;
    }

    HookName site() {
        return site;
    }

    /** b, {@code [d_model]}; not to be changed. */
    float[] read() {
        return read;
    }

    double[] of(float[][] rows) {
        return Vectors.project(rows, read);
    }

    /** AUC on validation texts. */
    Estimate auc() {
        return auc(of(feature.validationRows(site)));
    }

    /** AUC of scores whose first half is of positives and whose second half is of their partners. */
    static Estimate auc(double[] scores) {
        int pairs = scores.length / 2;
        return Auc.ofPairs(Arrays.copyOf(scores, pairs), Arrays.copyOfRange(scores, pairs, scores.length));
    }
}
