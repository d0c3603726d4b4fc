package dev.azimuth.intervention;

import static dev.azimuth.hook.HookName.residPost;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.direction.AffineMap;
import dev.azimuth.hook.Positions;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import dev.azimuth.tensor.HostArray;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.testing.RandomRows;
import org.junit.jupiter.api.Test;

class AffineEditTest {
    private final HookedTransformer model = TinyModel.open();
    private final AffineMap map = AffineMap.about(
            Matrices.of(RandomRows.normal(1, 48, 1)),
            Matrices.of(RandomRows.normal(48, 2, 2)),
            Matrices.of(RandomRows.normal(48, 2, 3)));
    private final AffineEdit edit = AffineEdit.of("random", map, residPost(1));

    private HostArray stream(AffineEdit... edits) {
        return model.with(edits).runWithCache("words", residPost(1)).cache().host(residPost(1));
    }

    @Test
    void doesToActivationsWhatTheMapDoesToRows() {
        HostArray before = stream();
        HostArray whole = stream(edit);
        HostArray half = stream(edit.strength(0.5).at(Positions.AFTER_FIRST));
        for (int token = 0; token < 5; token++) {
            float[] row = before.row(0, token);
            float[] mapped = map.apply(new float[][] {row})[0];
            for (int i = 0; i < 48; i++) {
                double expectedHalf = token == 0 ? row[i] : (row[i] + mapped[i]) / 2;
                assertThat(whole.at(0, token, i)).isCloseTo(mapped[i], within(1e-4f));
                assertThat(half.at(0, token, i)).isCloseTo((float) expectedHalf, within(1e-4f));
            }
        }
    }

    @Test
    void saysWhatItIs() {
        assertThat(edit.strength(0.5).at(Positions.AFTER_FIRST))
                .hasToString("random at strength 0.5 " + Positions.AFTER_FIRST);
    }
}
