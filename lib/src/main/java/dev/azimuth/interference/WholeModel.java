package dev.azimuth.interference;

import dev.azimuth.direction.Direction;
import dev.azimuth.discovery.AttentionSink;
import dev.azimuth.discovery.Controls;
import dev.azimuth.discovery.Directions;
import dev.azimuth.tensor.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A direction's expected effect on the whole model.
 *
 * @param sinkOverlap |cosine| with the attention sink
 * @param energyShare of neutral text, averaged over layers
 * @param shareWithoutFirst the same without first tokens
 * @param rank among the compared, 1 for the largest share
 * @param divergence in nats a token; empty without a calibration
 */
record WholeModel(
        Direction direction,
        String label,
        double sinkOverlap,
        double energyShare,
        double shareWithoutFirst,
        int rank,
        Optional<Estimate> divergence) {

    /** The direction, the same without the sink where it touches it, and controls. */
    static List<WholeModel> of(Removal removal, NeutralText text, @Nullable KlCalibration calibration) {
        AttentionSink sink = removal.features().get(0).sink();
        Map<String, Direction> compared = compared(removal, sink);
        Map<String, Double> shares = new LinkedHashMap<>();
        compared.forEach((label, direction) -> shares.put(label, text.energyShare(direction, true)));
        List<WholeModel> whole = new ArrayList<>();
        compared.forEach((label, direction) -> {
            double share = shares.getOrDefault(label, 0.0);
            whole.add(new WholeModel(
                    direction,
                    label,
                    sink.overlap(direction),
                    share,
                    text.energyShare(direction, false),
                    1
                            + (int) shares.values().stream()
                                    .filter(other -> other > share)
                                    .count(),
                    Optional.ofNullable(calibration).map(c -> c.predict(share))));
        });
        return List.copyOf(whole);
    }

    private static Map<String, Direction> compared(Removal removal, AttentionSink sink) {
        Direction direction = removal.direction();
        Directions labelled = removal.ownFeature();
        Directions own = labelled == null ? removal.features().get(0) : labelled;
        Map<String, Direction> compared = new LinkedHashMap<>();
        compared.put(KlCalibration.label(direction), direction);
        if (sink.overlap(direction) > 1e-6) {
            Direction spared = sink.spare(direction);
            compared.put(KlCalibration.label(spared), spared);
        }
        Direction shuffled = own.shuffled(direction.layer(), 1);
        compared.put(shuffled.name(), shuffled);
        compared.put("first principal component", Controls.firstPrincipalComponent(own, direction.layer()));
        compared.put("random", Controls.random(direction, 1));
        return compared;
    }

    /** What a table says of the divergence. */
    String expected(int compared) {
        return divergence.map(Estimate::toString).orElse("rank " + rank + " of " + compared);
    }
}
