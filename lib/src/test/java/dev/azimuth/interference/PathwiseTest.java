package dev.azimuth.interference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.dataset.ContrastivePair;
import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.dataset.Split;
import dev.azimuth.direction.Direction;
import dev.azimuth.discovery.Controls;
import dev.azimuth.discovery.DirectionSearch;
import dev.azimuth.discovery.Directions;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.Intervention;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathwiseTest {
    private static final double STEP = 1e-3;

    /** The derivative by strength is what a removal of little strength does; GPT-2 adds positions to its embedding. */
    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2"})
    void aRemovalOfLittleStrengthMovesTheReaderAsTheGradientsSay(String family) {
        HookedTransformer model = TinyModel.open(family);
        ContrastivePairs pairs = pairs();
        Directions found =
                DirectionSearch.on(model).of(new Split<>(pairs, pairs, pairs)).meanDifference();
        HookName last = HookName.residPost(model.config().nLayers() - 1);
        Readout readout = LayerGeometry.of(List.of(found), last).readout(0);
        Direction direction = Controls.random(found.at(1), 3);
        Shift expected = Pathwise.predict(model, readout, 8, List.of(found.at(0), direction))
                .get(1);

        HookedTransformer weakly = model.with(Intervention.at(Pathwise.WRITES, x -> {
            NDArray column = x.getManager().create(direction.unit()).reshape(new Shape(-1, 1));
            return x.sub(x.matMul(column).matMul(column.transpose()).mul(STEP));
        }));
        Shift measured = Shift.measured(readout, found.testRows(last), found.testRowsIn(weakly, last));

        assertThat(measured.size().value() / STEP)
                .isEqualTo(
                        expected.size().value(), within(0.02 * expected.size().value()));
        assertThat(measured.mean().value() / STEP)
                .isEqualTo(
                        expected.mean().value(), within(0.02 * expected.size().value()));
        assertThat((measured.gapLeft().value() - 1) / STEP)
                .isEqualTo(
                        expected.gapLeft().value() - 1,
                        within(0.02 * expected.size().value()));
    }

    /** Of different lengths, so that there is padding. */
    private static ContrastivePairs pairs() {
        List<ContrastivePair> pairs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String start = "abcdefgh".substring(0, 1 + i % 4);
            pairs.add(new ContrastivePair(start + i, start + "klmnopqr".charAt(i), "topic " + i));
        }
        return new ContrastivePairs("digits", "one", "other", pairs);
    }
}
