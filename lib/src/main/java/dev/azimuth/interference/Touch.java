package dev.azimuth.interference;

import dev.azimuth.interference.LayerGeometry.Axis;
import dev.azimuth.tensor.Estimate;
import java.util.List;

/**
 * How a direction and a feature touch in one place, by training texts alone. A band is what 95 % of shuffled labels stay
 * within, NaN where the direction has no labels to shuffle.
 *
 * @param cosine of the direction with the feature's write
 * @param whitened the same where all directions within classes have the same variance
 * @param leakIn what the target's reader sees of a whole step of the feature, in steps of the target: the feature triggers
 *     an edit that reads there
 * @param leakOut what the feature's reader sees of a whole step of the target, in steps of the feature: removing the target
 *     disturbs the feature
 * @param vif the price of protecting this feature alone, with its interval over the feature's pairs
 */
record Touch(
        double cosine,
        double cosineBand,
        double whitened,
        double whitenedBand,
        double leakIn,
        double leakInBand,
        double leakOut,
        double leakOutBand,
        Estimate vif) {

    /**
     * @param shuffledTarget where the target would be written if its labels meant nothing; empty where it has none
     */
    static Touch of(LayerGeometry geometry, Axis target, List<Axis> shuffledTarget, int feature) {
        Axis own = geometry.axis(feature);
        List<Axis> shuffled = geometry.shuffled(feature);
        return new Touch(
                target.cosine(own),
                LayerGeometry.band(shuffled, target::cosine),
                target.whitenedCosine(own),
                LayerGeometry.band(shuffled, target::whitenedCosine),
                target.seesOf(own),
                LayerGeometry.band(shuffled, target::seesOf),
                own.seesOf(target),
                shuffledTarget.isEmpty() ? Double.NaN : LayerGeometry.band(shuffledTarget, own::seesOf),
                VarianceInflation.of(
                        target, List.of(own), List.of(geometry.redrawn(feature)), geometry.pairs(feature)));
    }

    /** Whether both leaks, as far as they have a band, stay within it. */
    boolean leaksWithinChance() {
        return Math.abs(leakIn) <= leakInBand && !(Math.abs(leakOut) > leakOutBand);
    }
}
