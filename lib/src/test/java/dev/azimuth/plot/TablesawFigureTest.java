package dev.azimuth.plot;

import static dev.azimuth.plot.FigureAssert.at;
import static dev.azimuth.plot.FigureAssert.count;
import static dev.azimuth.plot.FigureAssert.sound;
import static dev.azimuth.plot.FigureAssert.svg;
import static dev.azimuth.plot.FigureAssert.text;
import static dev.azimuth.plot.FigureAssert.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.plotly.api.BoxPlot;
import tech.tablesaw.plotly.api.HorizontalBarPlot;
import tech.tablesaw.plotly.api.LinePlot;
import tech.tablesaw.plotly.api.PiePlot;
import tech.tablesaw.plotly.api.ScatterPlot;
import tech.tablesaw.plotly.api.VerticalBarPlot;
import tech.tablesaw.plotly.components.Axis;
import tech.tablesaw.plotly.components.Figure;
import tech.tablesaw.plotly.components.Font;
import tech.tablesaw.plotly.components.Layout;
import tech.tablesaw.plotly.traces.HeatmapTrace;
import tech.tablesaw.plotly.traces.HistogramTrace;
import tech.tablesaw.plotly.traces.ScatterTrace;

class TablesawFigureTest {
    private static final String TITLE = "It's \"a & b\" <b>";
    private static final Table TABLE = Table.create(
            "films",
            StringColumn.create("name", "a", "b", "<b>$c$", "a"),
            DoubleColumn.create("score", 1.5, 2, Double.NaN, 3),
            IntColumn.create("n", 1, 2, 3, 4),
            BooleanColumn.create("ok", true, false, true, true));

    @Test
    void scatter() {
        PlotlyFigure figure = sound(PlotlyFigure.from(ScatterPlot.create(TITLE, TABLE, "n", "score")));

        assertThat(text(figure, "layout", "title", "text")).isEqualTo("It's \"a &amp; b\" &lt;b&gt;");
        assertThat(text(figure, "layout", "xaxis", "title", "text")).isEqualTo("n");
        assertThat(at(figure, "data", 0, "y")).isEqualTo(Arrays.asList(1.5, 2.0, null, 3.0));
        assertThat(texts(figure)).contains(TITLE, "n", "score");
        assertThat(count(figure, "circle")).isEqualTo(3);
    }

    @Test
    void groupsBecomeLiteralNames() {
        PlotlyFigure figure = sound(PlotlyFigure.from(ScatterPlot.create("t", TABLE, "n", "score", "name")));

        assertThat(text(figure, "data", 2, "name")).isEqualTo("&lt;b&gt;&#36;c&#36;");
        assertThat(texts(figure)).contains("a", "b", "<b>$c$");
    }

    @Test
    void line() {
        PlotlyFigure figure = sound(PlotlyFigure.from(LinePlot.create(TITLE, TABLE, "n", "score")));

        assertThat(texts(figure)).contains(TITLE, "n", "score");
        assertThat(figure.toSvg()).as("a gap at the missing value").containsPattern("<path d=\"M[^ML]*L[^ML]*M");
    }

    @Test
    void bars() {
        PlotlyFigure upright = PlotlyFigure.from(VerticalBarPlot.create(TITLE, TABLE, "name", "n"));
        PlotlyFigure lying = PlotlyFigure.from(HorizontalBarPlot.create(TITLE, TABLE, "name", "n"));

        for (PlotlyFigure figure : List.of(upright, lying)) {
            assertThat(text(figure, "data", 0, "type")).isEqualTo("bar");
            assertThat(texts(figure)).contains(TITLE, "a", "b", "<b>$c$");
        }
        assertThat(text(lying, "data", 0, "orientation")).isEqualTo("h");
    }

    @Test
    void box() {
        PlotlyFigure figure = PlotlyFigure.from(BoxPlot.create(TITLE, TABLE, "name", "n"));

        assertThat(text(figure, "data", 0, "type")).isEqualTo("box");
        assertThat(texts(figure)).contains(TITLE, "a", "b", "<b>$c$");
    }

    @Test
    void histogram() {
        Layout layout = Layout.builder(TITLE, "score", "count").build();
        HistogramTrace trace =
                HistogramTrace.builder(new double[] {1, 1, 2, 5}).nBinsX(5).build();
        PlotlyFigure figure = sound(PlotlyFigure.from(new Figure(layout, trace)));

        assertThat(at(figure, "data", 0, "x")).isEqualTo(List.of(1.0, 1.0, 2.0, 5.0));
        assertThat(texts(figure)).contains(TITLE, "score", "count");
        assertThat(count(figure, "rect")).isGreaterThan(5);
    }

    @Test
    void heatmapsOfWhichThereMayBeTwo() {
        HeatmapTrace trace = HeatmapTrace.builder(
                        new Object[] {"</script><script>alert(1)</script>", "b"},
                        new Object[] {"x", "y"},
                        new double[][] {{1, 2}, {3, Double.NaN}})
                .build();
        PlotlyFigure figure = PlotlyFigure.from(new Figure(Layout.builder(TITLE).build(), trace, trace));

        assertThat(figure).hasToString("PlotlyFigure[" + TITLE + "; 2 traces]");
        assertThat(at(figure, "data", 0, "z", 1)).isEqualTo(Arrays.asList(3.0, null));
        assertThat(text(figure, "data", 0, "x", 0)).isEqualTo("&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;");
        assertThat(figure.toHtml()).doesNotContain("<script>alert");
        assertThat(texts(figure)).contains(TITLE, "</script><script>alert(1)</script>");
    }

    @Test
    void axisFontMovesIntoTheTitle() {
        Axis axis = Axis.builder()
                .title("n")
                .titleFont(Font.builder().size(20).build())
                .build();
        ScatterTrace trace = ScatterTrace.builder(new double[] {1}, new double[] {2})
                .opacity(0.5)
                .build();
        PlotlyFigure figure =
                PlotlyFigure.from(new Figure(Layout.builder().xAxis(axis).build(), trace));

        assertThat(at(figure, "layout", "xaxis", "title", "font", "size")).isEqualTo(20);
        assertThat(at(figure, "layout", "xaxis")).asString().doesNotContain("titlefont");
        assertThat(at(figure, "data", 0, "opacity")).isEqualTo(0.5);
    }

    @Test
    void namesWhatThePictureCannotShow() {
        PlotlyFigure figure = PlotlyFigure.from(PiePlot.create(TITLE, TABLE, "name", "n"));

        assertThat(svg(figure).getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(texts(figure)).contains(TITLE, "Not drawn without JavaScript: pie");
    }

    @Test
    void saysWhyATitleCannotBeRead() {
        Figure figure = new Figure(Layout.builder("ends in \\").build());

        assertThatThrownBy(() -> PlotlyFigure.from(figure))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Tablesaw's layout cannot be read: ")
                .hasMessageEndingWith("A title or name that ends in a backslash does this; leave the backslash out.");
    }
}
