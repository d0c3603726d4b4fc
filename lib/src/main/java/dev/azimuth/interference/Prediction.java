package dev.azimuth.interference;

import dev.azimuth.direction.Direction;
import dev.azimuth.tensor.Estimate;
import java.util.Optional;

/**
 * What removing a direction is expected to do to one feature.
 *
 * @param here the feature's reader where the direction was found
 * @param isTarget whether the feature is what is removed
 * @param auc of the reader, on validation texts; near 0.5 the rest means little
 * @param local the shift of the reader by a removal in that place alone, on validation texts
 * @param last the reader in the last layer
 * @param onward the shift of that reader by a removal from everything written, by gradients; empty where not asked for
 */
record Prediction(
        Readout here,
        boolean isTarget,
        Estimate auc,
        Touch touch,
        CoOccurrence together,
        Shift local,
        Readout last,
        Optional<Shift> onward,
        Verdict verdict) {

    String name() {
        return here.feature().name();
    }

    /** Without gradients yet. */
    static Prediction of(LayerGeometry geometry, LayerGeometry last, Removal removal, int feature) {
        Readout here = geometry.readout(feature);
        Direction direction = removal.direction();
        float[][] validation = here.feature().validationRows(geometry.site());
        Touch touch = Touch.of(geometry, removal.axis(geometry), removal.shuffled(geometry), feature);
        CoOccurrence together = removal.coOccurrence(geometry, here.feature());
        Estimate auc = here.auc();
        boolean isTarget = removal.isOf(here.feature());
        return new Prediction(
                here,
                isTarget,
                auc,
                touch,
                together,
                Shift.removing(direction, here, validation),
                last.readout(feature),
                Optional.empty(),
                Verdict.of(auc, touch, together));
    }

    Prediction onward(Shift shift) {
        return new Prediction(here, isTarget, auc, touch, together, local, last, Optional.of(shift), verdict);
    }
}
