package dev.azimuth.plot;

import static dev.azimuth.plot.FigureAssert.HOSTILE;
import static dev.azimuth.plot.FigureAssert.at;
import static dev.azimuth.plot.FigureAssert.sound;
import static dev.azimuth.plot.FigureAssert.text;
import static dev.azimuth.plot.FigureAssert.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BarsTest {
    private static final Bars DAMAGE = Bars.of("feature", "change in AUC")
            .categories(List.of("truth", "humour"))
            .series("predicted", new double[] {0.1, -0.2})
            .series("measured", new double[] {0.2, -0.1}, new double[] {0.1, -0.4}, new double[] {0.25, 0});

    @Test
    void standsSeriesBesideEachOtherWithTheirIntervals() {
        PlotlyFigure figure = sound(DAMAGE.figure());

        double first = (double) at(figure, "data", 0, "offset");
        double second = (double) at(figure, "data", 1, "offset");
        assertThat(second - first).isCloseTo(0.38, within(1e-9));
        assertThat((double) at(figure, "data", 1, "error_y", "arrayminus", 1)).isCloseTo(0.3, within(1e-9));
        assertThat((double) at(figure, "data", 1, "error_y", "array", 1)).isCloseTo(0.1, within(1e-9));
        assertThat(texts(figure)).contains("feature", "change in AUC", "truth", "humour", "predicted", "measured");
    }

    @Test
    void putsTheNullBandBehindEveryCategory() {
        PlotlyFigure figure = sound(DAMAGE.nullBand("random", new double[] {-0.05, -0.04}, new double[] {0.05, 0.06})
                .figure());

        assertThat(text(figure, "data", 0, "name")).isEqualTo("random");
        assertThat(at(figure, "data", 0, "base")).isEqualTo(List.of(-0.05, -0.04));
        assertThat(at(figure, "data", 0, "y")).isEqualTo(List.of(0.1, 0.1));
        assertThat(texts(figure)).contains("random");
        assertThat(figure.toSvg()).contains(Style.NULL_BAND);
    }

    @Test
    void liesWithTheFirstCategoryOnTop() {
        PlotlyFigure figure = sound(DAMAGE.horizontal().figure());

        assertThat(text(figure, "layout", "xaxis", "title", "text")).isEqualTo("change in AUC");
        assertThat(text(figure, "layout", "yaxis", "title", "text")).isEqualTo("feature");
        assertThat(at(figure, "layout", "yaxis", "range")).isEqualTo(List.of(1.5, -0.5));
        assertThat(at(figure, "data", 0, "x")).isEqualTo(List.of(0.1, -0.2));
        assertThat(at(figure, "data", 1, "error_x")).isNotNull();
    }

    @Test
    void hostileAndEqualCategoriesKeepABarEach() {
        int n = HOSTILE.size();
        PlotlyFigure figure = sound(Bars.of("token", "logit")
                .categories(HOSTILE)
                .series(
                        "<i>",
                        Collections.nCopies(n, 1.0).stream().mapToDouble(v -> v).toArray())
                .figure());

        assertThat((List<?>) at(figure, "data", 0, "x")).hasSize(n).doesNotHaveDuplicates();
        assertThat(text(figure, "data", 0, "name")).isEqualTo("&lt;i&gt;");
        assertThat(text(figure, "data", 0, "hovertext", 0)).startsWith("&lt;/script&gt;");
        assertThat(text(figure, "layout", "xaxis", "ticktext", 2)).isEqualTo("&#36;x&#36;");
    }

    @Test
    void saysWhatDoesNotFit() {
        assertThatThrownBy(() -> Bars.of("a", "b").figure())
                .hasMessage("Bars with 0 categories and 0 series. Give at least one of each, by categories(names) and"
                        + " series(name, values).");
        assertThatThrownBy(() -> DAMAGE.categories(List.of("truth")).figure())
                .hasMessage("\"predicted\" has 2 values, but there are 1 categories. Give one value each.");
        assertThatThrownBy(() ->
                        DAMAGE.nullBand("random", new double[3], new double[3]).figure())
                .hasMessage("\"random\" has 3 values, but there are 2 categories. Give one value each.");
    }
}
