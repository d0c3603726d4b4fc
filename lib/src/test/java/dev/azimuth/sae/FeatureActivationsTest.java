package dev.azimuth.sae;

import static dev.azimuth.hook.HookName.residPost;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.model.Activations;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With an autoencoder whose feature i is the positive part of coordinate i, so that all is known. */
class FeatureActivationsTest {
    private static final int WIDTH = 48;
    private static final int FEATURE = 3;
    private static final List<String> TEXTS = List.of("one text", "b", "a second\ntext of more letters");

    @TempDir
    Path folder;

    private final HookedTransformer model = TinyModel.open();
    private SparseAutoencoder sae = TestSae.open("standard");
    private float[][] rows = {};

    @BeforeEach
    void harvest() {
        sae = SparseAutoencoder.load(
                TestSae.exact("blocks.1.hook_resid_post", WIDTH).save(folder));
        Activations activations = model.harvest(TEXTS).at(residPost(1)).everyToken();
        rows = activations.rows(residPost(1));
    }

    @Test
    void findsTheTokensAtWhichAFeatureIsMostActive() {
        FeatureActivations found = sae.on(model, TEXTS);
        int read = rows.length - TEXTS.size(); // each text's first token is left out
        assertThat(found.count()).isEqualTo(read);
        int best = -1;
        int active = 0;
        int first = 0;
        for (String text : TEXTS) {
            int length = model.tokenizer().encode(text).length;
            for (int row = first + 1; row < first + length; row++) {
                active += rows[row][FEATURE] > 0 ? 1 : 0;
                best = best < 0 || rows[row][FEATURE] > rows[best][FEATURE] ? row : best;
            }
            first += length;
        }
        TopTokens top = found.top(FEATURE, 3);
        assertThat(found.active(FEATURE)).isEqualTo(active);
        assertThat(top.table().doubleColumn("activation").get(0)).isCloseTo(rows[best][FEATURE], within(1e-6));
        assertThat(top.table().doubleColumn("activation").asDoubleArray())
                .isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(top.table().stringColumn("context").get(0))
                .contains("《" + top.tokens().get(0).replace('\n', '⏎') + "》")
                .doesNotContain("\n");
        assertThat(top.strip().toHtml()).contains("activation of feature 3");
        assertThat(top.table().name()).isEqualTo("Feature 3, active at " + active + " tokens");
        assertThat(found.top(FEATURE, 1))
                .hasToString("TopTokens of feature 3: [" + top.tokens().get(0) + "]");
    }

    @Test
    void countsWhatIsActiveTogether() {
        FeatureActivations found = sae.on(model, TEXTS);
        Coactivation with = found.coactive(FEATURE);
        // A coordinate is either positive or negative, so that its two features exclude one another.
        assertThat(Coactivation.phi(100, 40, 60, 0)).isCloseTo(-1, within(1e-12));
        assertThat(Coactivation.phi(100, 40, 40, 40)).isCloseTo(1, within(1e-12));
        assertThat(Coactivation.phi(100, 50, 20, 10)).isZero();
        assertThat(Coactivation.phi(100, 100, 20, 20)).isZero();
        assertThat(with.table().intColumn("feature").asList()).hasSize(10).doesNotContain(FEATURE, FEATURE + WIDTH);
        assertThat(with.table().doubleColumn("φ").asDoubleArray()).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(with.table().doubleColumn("cosine").asDoubleArray()).containsOnly(0);
        assertThat(with.plot().toJson()).isNotEmpty();
        assertThat(with).asString().startsWith("Coactivation of feature 3 with ");
    }

    @Test
    void aFeaturesDirectionHasTheGapThatItTypicallyAdds() {
        FeatureActivations found = sae.on(model, TEXTS);
        double mean = found.table()
                .where(found.table().intColumn("feature").isEqualTo(FEATURE))
                .doubleColumn("mean where active")
                .get(0);
        assertThat(found.direction(FEATURE).gap()).isCloseTo(mean, within(1e-6));
        assertThat(found.direction(FEATURE).unit()[FEATURE]).isEqualTo(1);
    }

    @Test
    void saysWhatWasFound() {
        FeatureActivations found = sae.on(model, TEXTS);
        assertThat(found.table().rowCount()).isEqualTo(2 * WIDTH);
        assertThat(found.plot().toJson()).isNotEmpty();
        assertThat(found)
                .hasToString("FeatureActivations of 96 features in " + found.count() + " tokens of 3 texts; "
                        + found.dead() + " are never active");
        assertThatThrownBy(() -> found.top(96)).hasMessage("There is no feature 96; they are counted from 0 to 95.");
        assertThatThrownBy(() -> found.top(3, 0)).hasMessage("The top 0 tokens are none. Ask for at least 1.");
        assertThatThrownBy(() -> found.top(3, 2).strip(2))
                .hasMessage("There is no token 2: feature 3 has 2 here, counted from 0.");
        FeatureActivations nothing = sae.on(model, List.of("c"));
        assertThat(nothing.dead())
                .isEqualTo(96
                        - nothing.table()
                                .where(nothing.table().doubleColumn("largest").isGreaterThan(0))
                                .rowCount());
    }

    @Test
    void scoresAnAutoencoderThatLosesNothing() {
        SaeScores scores = sae.evaluate(model, List.of("one text", "a second text", "and a third"));
        assertThat(scores.explained().value()).isCloseTo(1, within(1e-6));
        assertThat(scores.recovered().value()).isCloseTo(1, within(1e-3));
        assertThat(scores.spliced().value()).isCloseTo(scores.original().value(), within(1e-5));
        assertThat(scores.zero().value()).isNotEqualTo(scores.original().value());
        assertThat(scores.l0().value()).isCloseTo(WIDTH, within(0.01));
        assertThat(scores.l0().n()).isEqualTo(3);
        assertThat(scores.table().stringColumn("score").asList()).hasSize(7);
        assertThat(scores.plot().toJson()).isNotEmpty();
        assertThat(scores).asString().startsWith("SaeScores on " + scores.tokens() + " tokens of 3 texts: L0 48.0");
    }

    @Test
    void scoresOneThatLosesAll() {
        SparseAutoencoder nothing = SparseAutoencoder.load(TestSae.exact("blocks.1.hook_resid_post", WIDTH)
                .with("W_dec", new float[2 * WIDTH * WIDTH], 2L * WIDTH, WIDTH)
                .save(folder));
        SaeScores scores = nothing.evaluate(model, List.of("one text", "a second text", "and a third"));
        assertThat(scores.recovered().value()).isCloseTo(0, within(1e-6));
        assertThat(scores.explained().value()).isLessThan(0); // zero is farther from the rows than their mean
        assertThatThrownBy(() -> nothing.evaluate(model, List.of("one text", "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("scores need at least three, since the first is left alone");
    }
}
