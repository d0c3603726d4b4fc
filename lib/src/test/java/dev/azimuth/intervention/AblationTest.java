package dev.azimuth.intervention;

import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.intervention.Ablation.ablation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.direction.Direction;
import dev.azimuth.hook.Positions;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import dev.azimuth.tensor.HostArray;
import org.junit.jupiter.api.Test;

class AblationTest {
    private final HookedTransformer model = TinyModel.open();
    private final HostArray before = stream(model);

    private static Direction direction() {
        float[] vector = new float[48];
        vector[7] = 1;
        return Direction.of("seven", "by hand", residPost(1), vector, 1);
    }

    private static HostArray stream(HookedTransformer model) {
        return model.runWithCache("words", residPost(2)).cache().host(residPost(2));
    }

    @Test
    void keepsEveryTokenFromMovingAlongTheDirection() {
        HostArray after = stream(model.with(ablation(direction())));
        for (int pos = 0; pos < 5; pos++) {
            assertThat(after.at(0, pos, 7)).isCloseTo(0, within(1e-6f));
            assertThat(before.at(0, pos, 7)).isNotCloseTo(0, within(1e-3f));
        }
    }

    @Test
    void canLeaveTheFirstTokenAlone() {
        HostArray after = stream(model.with(ablation(direction()).at(Positions.AFTER_FIRST)));
        assertThat(after.row(0, 0)).isEqualTo(before.row(0, 0));
        for (int pos = 1; pos < 5; pos++) {
            assertThat(after.at(0, pos, 7)).isCloseTo(0, within(1e-6f));
        }
    }
}
