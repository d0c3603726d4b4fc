package dev.azimuth.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.azimuth.plot.HtmlView;
import dev.azimuth.plot.PlotlyFigure;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.plotly.components.Figure;
import tech.tablesaw.plotly.traces.ScatterTrace;

class RenderersTest {
    private final Renderer renderer = new Renderer();

    RenderersTest() {
        Renderers.register(renderer);
    }

    @Test
    void theFiguresMimeTypeIsPlotlys() {
        assertThat(Renderers.PLOTLY).hasToString("application/vnd.plotly.v1+json");
    }

    @Test
    void aFigureIsJsonForPlotlyPictureForOthersAndTextForTheRest() {
        var figure = PlotlyFigure.from(tablesawFigure());
        DisplayData shown = renderer.render(figure);
        assertThat(shown.getData(Renderers.PLOTLY))
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsKeys("data", "layout")
                .isEqualTo(figure.toJson());
        assertThat(shown.getData(MIMEType.TEXT_HTML)).isEqualTo(figure.toHtml());
        assertThat(shown.getData(MIMEType.TEXT_PLAIN)).isEqualTo(figure.toString());
    }

    @Test
    void aTablesawFigureIsShownCorrected() {
        DisplayData shown = renderer.render(tablesawFigure());
        assertThat(shown.getData(Renderers.PLOTLY))
                .isEqualTo(PlotlyFigure.from(tablesawFigure()).toJson());
        assertThat((String) shown.getData(MIMEType.TEXT_HTML)).doesNotContain("cdn.plot.ly");
    }

    @Test
    void aTableIsHtmlWithItsTextEscapedAndPlainTextBeside() {
        DisplayData shown = renderer.render(Table.create("t", StringColumn.create("token", "<b>")));
        assertThat((String) shown.getData(MIMEType.TEXT_HTML))
                .contains("<table")
                .contains("&lt;b&gt;");
        assertThat((String) shown.getData(MIMEType.TEXT_PLAIN)).contains("<b>");
    }

    @Test
    void aViewIsItsHtml() {
        HtmlView view = () -> "<i>seen</i>";
        assertThat(renderer.render(view).getData(MIMEType.TEXT_HTML)).isEqualTo("<i>seen</i>");
    }

    @Test
    void arraysAreSummedUp() {
        for (Object array :
                new Object[] {new float[] {1, 2}, new double[][] {{1, 2}}, Nd4j.create(new float[] {1, 2})}) {
            DisplayData shown = renderer.render(array);
            assertThat((String) shown.getData(MIMEType.TEXT_PLAIN)).contains("min 1, mean 1.5, max 2");
            assertThat((String) shown.getData(MIMEType.TEXT_HTML)).contains("<td>1</td><td>2</td>");
        }
    }

    @Test
    void arraysWithoutNumbersKeepTheirText() {
        var words = Nd4j.create("a", "b");
        assertThat(renderer.render(words).getData(MIMEType.TEXT_PLAIN)).isEqualTo(words.toString());
        assertThat(renderer.render(Nd4j.empty()).hasDataForType(MIMEType.TEXT_HTML))
                .isFalse();
    }

    @Test
    void anImageIsAWholePng() throws IOException {
        var image = new BufferedImage(7, 5, BufferedImage.TYPE_INT_RGB);
        byte[] png = Base64.getDecoder().decode((String) renderer.render(image).getData(MIMEType.IMAGE_PNG));
        assertThat(png).endsWith((byte) 0xAE, (byte) 0x42, (byte) 0x60, (byte) 0x82); // checksum of the end mark
        assertThat(ImageIO.read(new ByteArrayInputStream(png)).getWidth()).isEqualTo(7);
    }

    private static Figure tablesawFigure() {
        return new Figure(
                ScatterTrace.builder(new double[] {1, 2}, new double[] {3, 4}).build());
    }
}
