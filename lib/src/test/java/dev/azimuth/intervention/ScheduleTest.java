package dev.azimuth.intervention;

import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.intervention.TinyEdits.MAP;
import static dev.azimuth.intervention.TinyEdits.logits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static double at(Schedule schedule, int layer) {
        return schedule.at(layer, () -> 5);
    }

    @Test
    void spreadsTheStrengthOverLayers() {
        assertThat(at(Schedule.constant(), 3)).isEqualTo(1);
        assertThat(at(Schedule.shared(), 3)).isEqualTo(0.2);
        Schedule kernel = Schedule.kernel(10.5, 1.2, 0.2, 4);
        assertThat(at(kernel, 10)).isCloseTo(1.2 - 0.125, within(1e-12));
        assertThat(at(kernel, 11)).isEqualTo(at(kernel, 10));
        assertThat(at(kernel, 7)).isCloseTo(1.2 - 0.875, within(1e-12));
        assertThat(at(kernel, 6)).isZero();
        Schedule listed = Schedule.perLayer(Map.of(3, 0.5, 4, -1.0));
        assertThat(at(listed, 3)).isEqualTo(0.5);
        assertThat(at(listed, 4)).isEqualTo(-1);
        assertThat(at(listed, 5)).isZero();
        assertThat(listed).hasToString("by layer {3=0.5, 4=-1.0}");
        assertThat(kernel).hasToString("from 1.2 in layer 10.5 to 0.2 at 4.0 layers from it");
    }

    @Test
    void whatCannotBeSpreadIsRefused() {
        assertThatThrownBy(() -> logits(AffineEdit.of("x", MAP, residPost()).scale(1)))
                .hasMessage("A strength can be shared evenly only by layers that are named, but the edit acts at"
                        + " hook_resid_post in every layer. Name them, as in layers(8, 16).");
        assertThatThrownBy(() -> Schedule.kernel(3, 1, 0, 0))
                .hasMessage(
                        "A kernel about layer 3.0 from 1.0 to 0.0 cannot reach over a distance of 0.0 layers. All must be"
                                + " finite, the distance above 0.");
        assertThatThrownBy(() -> Schedule.perLayer(Map.of(-1, 1.0)))
                .hasMessage(
                        "The factor 1.0 in layer -1 cannot be used. Layers are counted from 0, and factors are finite.");
    }
}
