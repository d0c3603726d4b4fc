package dev.azimuth.interference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.dataset.ContrastivePair;
import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.dataset.Prompts;
import dev.azimuth.dataset.Split;
import dev.azimuth.discovery.DirectionSearch;
import dev.azimuth.discovery.Directions;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamageMatrixTest {
    private static final HookedTransformer MODEL = TinyModel.open();
    private static final Directions DIGITS = search("digits", "1234567890", "abcdefghij");
    private static final Directions CAPITALS = search("capitals", "KLMNOPQRST", "klmnopqrst");
    private static final Directions SIGNS = search("signs", "!%&()*+,-.", "abcdefghij");
    private static final Prompts NEUTRAL =
            new Prompts("neutral", List.of("some text", "more of it", "and a third", "the last"));
    private static final DamageMatrix MATRIX =
            DamageMatrix.of(MODEL, DIGITS, CAPITALS, SIGNS).neutral(NEUTRAL).inLayer(1);

    @TempDir
    Path folder;

    private static Directions search(String name, String positive, String negative) {
        List<ContrastivePair> pairs = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            pairs.add(new ContrastivePair("x" + positive.charAt(i), "x" + negative.charAt(i), "topic " + i));
        }
        ContrastivePairs all = new ContrastivePairs(name, "one", "other", pairs);
        return DirectionSearch.on(MODEL).of(new Split<>(all, all, all)).meanDifference();
    }

    @Test
    void predictsAndMeasuresEachFeatureOnEachOther() {
        PredictedDamage predicted = MATRIX.predict();
        assertThat(predicted.table().columnNames()).containsExactly("removed", "digits", "capitals", "signs");
        assertThat(predicted.table().stringColumn("removed").asList())
                .containsExactly(
                        "digits",
                        "capitals",
                        "signs",
                        "digits, sink left alone",
                        "capitals, sink left alone",
                        "signs, sink left alone",
                        "digits, shuffled labels",
                        "digits, shuffled labels, sink left alone",
                        "first principal component",
                        "random");
        MeasuredDamage measured = predicted.measure();
        assertThat(measured.table().rowCount()).isEqualTo(10);
        var whole = measured.wholeModel();
        assertThat(whole.stringColumn("own gap left where found").get(0)).contains("[");
        assertThat(whole.stringColumn("own gap left where found").get(9)).isEqualTo("–");
        var ranks = measured.rankCorrelations();
        assertThat(ranks.stringColumn("known before").asList())
                .contains("neutral energy", "overlap with the sink", "gradients", "shift where it was found");
        int same = ranks.stringColumn("known before").asList().indexOf("the same on other texts");
        assertThat(ranks.stringColumn("rank correlation").get(same))
                .as("validation and test are the same here, so the prediction is an identity")
                .startsWith("1.00 ");
        assertThat(measured.plot().toHtml()).contains("Measured (expected), as found");
        assertThat(measured.scatter().toSvg()).contains("Removing one feature, reading another");
        assertThat(predicted.graph().toSvg()).contains("Who would touch whom");
    }

    @Test
    void rowsThatWereKeptAreNotMeasuredAgain() throws IOException {
        DamageMatrix kept = MATRIX.keptIn(folder);
        MeasuredDamage first = kept.predict().measure();
        assertThat(first.table().printAll())
                .isEqualTo(MATRIX.predict().measure().table().printAll());
        Path row = folder.resolve("digits.json");
        Files.setLastModifiedTime(row, FileTime.from(Instant.EPOCH));
        Files.delete(folder.resolve("signs.json"));
        assertThat(kept.predict().measure().table().printAll())
                .isEqualTo(first.table().printAll());
        assertThat(Files.getLastModifiedTime(row).toInstant()).isEqualTo(Instant.EPOCH);
        assertThat(folder.resolve("signs.json")).exists();
    }

    @Test
    void rowsOfAnotherMatrixAndDamagedRowsAreRefused() throws IOException {
        MATRIX.keptIn(folder).predict().measure();
        assertThatThrownBy(() -> MATRIX.inLayer(0).keptIn(folder).predict().measure())
                .hasMessageContaining("is a row of another matrix")
                .hasMessageContaining("layer 1")
                .hasMessageContaining("layer 0");
        Files.writeString(folder.resolve("digits.json"), "{\"matrix\": 3");
        assertThatThrownBy(() -> MATRIX.keptIn(folder).predict().measure())
                .hasMessageContaining("digits.json is not a row of a damage matrix")
                .hasMessageContaining("Delete it to measure again.");
        Files.writeString(folder.resolve("digits.json"), "{\"matrix\": \"x\"}");
        assertThatThrownBy(() -> MATRIX.keptIn(folder).predict().measure())
                .hasMessageContaining("digits.json is not a row of a damage matrix");
    }

    @Test
    void oneFeatureIsNoMatrix() {
        assertThatThrownBy(() -> DamageMatrix.of(MODEL, DIGITS))
                .hasMessage("A damage matrix of 1 feature has no pair. Give two or more.");
    }
}
