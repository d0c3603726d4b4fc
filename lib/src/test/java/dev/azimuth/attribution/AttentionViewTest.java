package dev.azimuth.attribution;

import static dev.azimuth.hook.HookName.pattern;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.Run;
import dev.azimuth.model.TinyModel;
import dev.azimuth.plot.PlotlyFigure;
import org.junit.jupiter.api.Test;

class AttentionViewTest {
    private final HookedTransformer model = TinyModel.open();
    private final Run run = model.runWithCache("cat", pattern(1));
    private final AttentionView view = AttentionView.of(run, 1);

    @Test
    void eachCellSaysWhichHeadLooksFromWhereToWhere() {
        assertThat(view.heads(2, 0).toJson().toString())
                .contains("head 2: 't' looks at 'c'", "head 0: 'a' looks at 'a'")
                .doesNotContain("head 1: ", "head 0: 'c' looks at 'a'");
        assertThat(view.plot().toHtml()).contains("head 3: 't' looks at 'c'");
        assertThat(view.toHtml()).isEqualTo(view.plot().toHtml());
    }

    @Test
    void aTiledHeadIsTheHead() {
        JsonNode tiles = values(view.plot());
        JsonNode head3 = values(view.head(3));
        for (int query = 0; query < 3; query++) {
            for (int key = 0; key < 3; key++) {
                assertThat(tiles.get(4 + query).get(4 + key))
                        .isEqualTo(head3.get(query).get(key));
            }
        }
        assertThat(head3.get(2).get(0).asDouble()).isBetween(0.01, 0.99);
    }

    private static JsonNode values(PlotlyFigure figure) {
        return new ObjectMapper().<JsonNode>valueToTree(figure.toJson()).at("/data/0/z");
    }

    @Test
    void saysWhichHeadsThereAre() {
        assertThatThrownBy(() -> view.head(4)).hasMessage("There is no head 4 in layer 1, which has 0 to 3.");
        assertThatThrownBy(() -> view.heads()).hasMessage("No head was named. Name some of 0 to 3.");
        assertThat(view).hasToString("AttentionView of layer 1, 3 tokens");
    }
}
