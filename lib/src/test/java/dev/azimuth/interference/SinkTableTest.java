package dev.azimuth.interference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.dataset.Datasets;
import dev.azimuth.dataset.Split;
import dev.azimuth.direction.Direction;
import dev.azimuth.discovery.DirectionSearch;
import dev.azimuth.discovery.Site;
import dev.azimuth.discovery.SiteGrid;
import dev.azimuth.discovery.TokenPosition;
import dev.azimuth.evaluation.KlDivergence;
import dev.azimuth.evaluation.Metric;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.intervention.Ablation;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.SmolLm2;
import dev.azimuth.tensor.Estimate;
import dev.azimuth.tensor.Vectors;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Prints what sparing the attention sink does for directions that were found at the token that ends a user's turn, where they
 * overlap it most, in layer 17 of the default model: three fifths of its depth. Each is removed from everything written, at
 * every token. With {@code -Dazimuth.table}, in two minutes on one core.
 */
@EnabledIfSystemProperty(named = "azimuth.table", matches = ".*")
class SinkTableTest {
    private static final TokenPosition END_OF_TURN = TokenPosition.fromEnd(2); // a line break follows it
    private static final HookName EDITED = HookName.residPost(17);
    private static final HookName LAST = HookName.residPost(29);

    private final HookedTransformer model = SmolLm2.open();
    private final Metric.Prepared divergence =
            KlDivergence.klDivergence(Datasets.prompts("neutral").take(16)).on(model);

    private record Row(Estimate divergence, Estimate removed) {}

    @Test
    void sparingTheSinkSparesTheModel() {
        for (String name : List.of("language", "code", "question")) {
            Split<ContrastivePairs> data = Datasets.contrast(name).split(0.6, 0.2, 0.2);
            SiteGrid grid = DirectionSearch.on(model)
                    .of(data)
                    .everySite()
                    .streams(HookPoint.RESID_POST)
                    .positions(END_OF_TURN)
                    .meanDifference();
            Direction found = grid.direction(Site.of(EDITED, END_OF_TURN));
            float[] readout = grid.direction(Site.of(LAST, END_OF_TURN)).unit();
            Row whole = remove(found, readout, data.test());
            Row spared = remove(grid.sink().spare(found), readout, data.test());
            double fold = whole.divergence().value() / spared.divergence().value();
            System.out.printf(
                    "%s: sink |cos| %.2f; as found KL %s, removed %s; sink spared KL %s, removed %s; %.1f-fold%n",
                    name,
                    grid.sink().overlap(found),
                    whole.divergence(),
                    whole.removed(),
                    spared.divergence(),
                    spared.removed(),
                    fold);
            if (name.equals("language")) {
                assertThat(fold).isGreaterThan(20);
                assertThat(spared.removed().value())
                        .isGreaterThan(2 * whole.removed().value() / 3)
                        .isGreaterThan(2.0 / 3);
            }
        }
    }

    private Row remove(Direction direction, float[] readout, ContrastivePairs pairs) {
        HookedTransformer edited = model.with(Ablation.ablation(direction));
        Shift shift = new Shift(read(model, pairs, readout), change(edited, pairs, readout));
        Estimate left = shift.gapLeft();
        return new Row(
                divergence.measure(edited).get(0).estimate(),
                new Estimate(1 - left.value(), 1 - left.high(), 1 - left.low(), left.n()));
    }

    private double[] change(HookedTransformer edited, ContrastivePairs pairs, float[] readout) {
        double[] before = read(model, pairs, readout);
        double[] after = read(edited, pairs, readout);
        for (int i = 0; i < after.length; i++) {
            after[i] -= before[i];
        }
        return after;
    }

    private static double[] read(HookedTransformer in, ContrastivePairs pairs, float[] readout) {
        List<String> texts = Stream.concat(pairs.positives().stream(), pairs.negatives().stream())
                .map(text -> in.asUserTurn(text).stripTrailing())
                .toList();
        return Vectors.project(in.harvest(texts).at(LAST).lastToken().rows(LAST), readout);
    }
}
