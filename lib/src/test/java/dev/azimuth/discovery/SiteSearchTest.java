package dev.azimuth.discovery;

import static dev.azimuth.discovery.ByAuc.byAuc;
import static dev.azimuth.hook.HookName.attnOut;
import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.hook.HookName.residPre;
import static dev.azimuth.hook.HookName.z;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.dataset.ContrastivePair;
import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.dataset.Split;
import dev.azimuth.direction.Direction;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import dev.azimuth.tensor.Vectors;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SiteSearchTest {
    private final HookedTransformer model = TinyModel.open();
    private final Split<ContrastivePairs> data = TinyPairs.split();
    private final SiteSearch search = DirectionSearch.on(model).of(data).everySite();
    private final SiteGrid grid = search.meanDifference();

    /** A residual stream between two blocks is one place, and this model has no template, so two positions. */
    @Test
    void everyStreamAndHeadIsSearchedOnce() {
        int layers = model.config().nLayers();
        int streams = 4 * layers + 1;
        int heads = layers * model.config().nHeads();
        assertThat(grid.sites()).hasSize(2 * (streams + heads)).doesNotHaveDuplicates();
        assertThat(grid.sites())
                .contains(Site.of(residPre(0), TokenPosition.LAST), new Site(z(1), 1, TokenPosition.MEAN))
                .doesNotContain(Site.of(residPre(1), TokenPosition.LAST));
        assertThat(search.streams(HookPoint.RESID_PRE).meanDifference().sites())
                .contains(Site.of(residPre(1), TokenPosition.LAST));
    }

    @Test
    void inTheResidualStreamItFindsWhatTheSearchOfLayersFinds() {
        Directions layers = DirectionSearch.on(model).of(data).meanDifference();
        Direction same = grid.direction(Site.of(residPost(1), TokenPosition.LAST));
        assertThatTensor(same.unit()).isCloseTo(layers.at(1).unit(), 1e-5);
        assertThat(same.gap()).isCloseTo(layers.at(1).gap(), within(1e-4 * same.gap()));
        assertThat(grid.validationAuc(Site.of(residPost(1), TokenPosition.LAST)))
                .isEqualTo(layers.validationAuc(layers.at(1)).value());
    }

    /** Together the heads write what attention adds, so their mean differences add up to its. */
    @Test
    void headsPointWhereTheyWrite() {
        float[] sum = new float[model.config().dModel()];
        for (int head = 0; head < model.config().nHeads(); head++) {
            Direction each = grid.direction(new Site(z(0), head, TokenPosition.LAST));
            assertThat(each.site()).isEqualTo(attnOut(0));
            assertThat(each.method()).isEqualTo("mean difference, through head " + head);
            sum = Vectors.plus(sum, each.gap(), each.unit());
        }
        Direction whole = grid.direction(Site.of(attnOut(0), TokenPosition.LAST));
        assertThatTensor(sum).isCloseTo(Vectors.scaled(whole.unit(), whole.gap()), 1e-4);
    }

    @Test
    void theBestOnValidationDataIsChosenAndSaysHowManyItBeat() {
        SiteChoice choice = grid.choose(byAuc());
        double best =
                grid.sites().stream().mapToDouble(grid::validationAuc).max().orElseThrow();
        assertThat(grid.validationAuc(choice.site())).isEqualTo(best);
        assertThat(choice.compared()).isEqualTo(grid.sites().size());
        assertThat(choice.direction()).isSameAs(grid.direction(choice.site()));
        assertThat(choice.testAuc().n()).isEqualTo(data.test().size());
        assertThat(choice.table().rowCount()).isEqualTo(choice.compared());
        assertThat(choice)
                .asString()
                .startsWith("digits: " + choice.site() + ", chosen of " + choice.compared()
                        + " sites by validation AUC; test AUC ")
                .contains(" on 6 pairs of 2 topics; sink |cos| ")
                .endsWith(String.format(Locale.ROOT, "%.2f", grid.sink().overlap(choice.direction())));
    }

    /** The test parts of the two searches have their sides exchanged, and nothing else differs. */
    @Test
    void testDataHaveNoSayInTheChoice() {
        ContrastivePairs exchanged = new ContrastivePairs(
                "digits",
                "digit",
                "letter",
                data.test().pairs().stream()
                        .map(p -> new ContrastivePair(p.negative(), p.positive(), p.topic()))
                        .toList());
        SiteChoice other = DirectionSearch.on(model)
                .of(new Split<>(data.train(), data.validation(), exchanged))
                .everySite()
                .meanDifference()
                .choose(byAuc());
        SiteChoice choice = grid.choose(byAuc());
        assertThat(other.site()).isEqualTo(choice.site());
        assertThat(other.testAuc().value()).isCloseTo(1 - choice.testAuc().value(), within(1e-9));
    }

    @Test
    void theGridIsATableAndAHeatmap() {
        assertThat(grid.table().rowCount()).isEqualTo(grid.sites().size());
        assertThat(grid.plot()).asString().contains("Where digits can be read");
        assertThat(grid.plot().toJson().toString())
                .contains("[resid_pre, −1, resid_pre, mean, best head, −1, best head, mean, attn_out, −1,");
    }

    @Test
    void whatCannotBeSearchedIsNamed() {
        assertThatThrownBy(() -> search.streams(HookPoint.PATTERN))
                .hasMessage(
                        "No direction is sought at attn.hook_pattern. There are RESID_PRE, RESID_MID, RESID_POST, ATTN_OUT, MLP_OUT and Z, for single heads.");
        Site elsewhere = Site.of(residPost(9), TokenPosition.LAST);
        assertThatThrownBy(() -> grid.testAuc(elsewhere))
                .hasMessageStartingWith("Nothing was sought at blocks.9.hook_resid_post at token −1. Sought at "
                        + grid.sites().size());
        SiteCriterion none = all -> List.of(new SiteVerdict(all.sites().get(0), 1, Map.of(), "no luck"));
        assertThatThrownBy(() -> grid.choose(none).site())
                .hasMessageContaining("passes by")
                .hasMessageEndingWith(
                        "has no luck. Consider more candidates, move the thresholds, or choose byAuc(); table() has all.");
    }
}
