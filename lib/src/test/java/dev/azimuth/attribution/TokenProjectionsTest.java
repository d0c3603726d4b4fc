package dev.azimuth.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.azimuth.dataset.ContrastivePair;
import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.dataset.Split;
import dev.azimuth.discovery.DirectionSearch;
import dev.azimuth.discovery.Directions;
import dev.azimuth.model.TinyModel;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenProjectionsTest {
    private final ContrastivePairs pairs = new ContrastivePairs(
            "digits",
            "digit",
            "letter",
            List.of(new ContrastivePair("k1", "ka", "one"), new ContrastivePair("m2", "mb", "two")));
    private final Directions found = DirectionSearch.on(TinyModel.open())
            .of(new Split<>(pairs, pairs, pairs))
            .meanDifference();

    /** The first token is the attention sink; the strip says what its colours mean. */
    @Test
    void aConceptColoursAnyTextByItsBestDirection() {
        String html = TokenProjections.of(found, "k7q").toHtml();
        assertThat(html)
                .isEqualTo(
                        TokenProjections.of(found.model(), found.best(), "k7q").toHtml())
                .contains("projection on digits (class gaps from the text&#39;s mean)")
                .containsPattern("rgba\\([\\d,]+,0.00\\)\" title=\"k: ");
    }
}
