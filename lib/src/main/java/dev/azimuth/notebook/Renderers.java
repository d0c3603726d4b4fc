package dev.azimuth.notebook;

import dev.azimuth.plot.HtmlView;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.TableView;
import java.awt.image.BufferedImage;
import java.util.List;
import org.dflib.jjava.jupyter.kernel.display.RenderContext;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import tech.tablesaw.api.Table;
import tech.tablesaw.plotly.components.Figure;

/** How the values of this library, and of the libraries it hands out, look below a cell. */
final class Renderers {
    /** Drawn by JupyterLab, VS Code and others from the figure's JSON. */
    static final MIMEType PLOTLY = new MIMEType("application", "vnd", "plotly.v1", "json");

    private static final List<Class<?>> VECTORS = List.of(int[].class, long[].class, float[].class, double[].class);
    private static final List<Class<? extends Object[]>> MATRICES =
            List.of(int[][].class, long[][].class, float[][].class, double[][].class);

    private Renderers() {}

    static void register(Renderer renderer) {
        renderer.createRegistration(PlotlyFigure.class)
                .preferring(PLOTLY, MIMEType.TEXT_HTML)
                .register(Renderers::figure);
        renderer.createRegistration(Figure.class)
                .preferring(PLOTLY, MIMEType.TEXT_HTML, MIMEType.TEXT_PLAIN)
                .register((figure, context) -> figure(PlotlyFigure.from(figure), context));
        renderer.createRegistration(HtmlView.class)
                .preferring(MIMEType.TEXT_HTML)
                .register(Renderers::html);
        renderer.createRegistration(Table.class)
                .preferring(MIMEType.TEXT_HTML)
                .register((table, context) -> html(TableView.of(table), context));
        renderer.createRegistration(BufferedImage.class)
                .preferring(MIMEType.IMAGE_PNG)
                .register((image, context) -> context.renderIfRequested(MIMEType.IMAGE_PNG, () -> Png.base64(image)));
        for (Class<?> type : VECTORS) {
            renderer.createRegistration(type)
                    .preferring(MIMEType.TEXT_HTML, MIMEType.TEXT_PLAIN)
                    .register((array, context) -> summary(ArraySummaries.ofVector(array), context));
        }
        for (Class<? extends Object[]> type : MATRICES) {
            renderer.createRegistration(type)
                    .preferring(MIMEType.TEXT_HTML, MIMEType.TEXT_PLAIN)
                    .register((array, context) -> summary(ArraySummaries.ofMatrix(array), context));
        }
        renderer.createRegistration(INDArray.class)
                .preferring(MIMEType.TEXT_HTML, MIMEType.TEXT_PLAIN)
                .register(Renderers::array);
    }

    private static void figure(PlotlyFigure figure, RenderContext context) {
        context.renderIfRequested(PLOTLY, figure::toJson);
        context.renderIfRequested(MIMEType.TEXT_HTML, figure::toHtml);
        context.renderIfRequested(MIMEType.TEXT_PLAIN, figure::toString);
    }

    private static void html(HtmlView view, RenderContext context) {
        context.renderIfRequested(MIMEType.TEXT_HTML, view::toHtml);
    }

    /** Empty arrays and arrays of strings have no numbers to sum up and keep their own text. */
    private static void array(INDArray array, RenderContext context) {
        if (!array.isEmpty() && array.dataType() != DataType.UTF8) {
            summary(ArraySummaries.of(array), context);
        }
    }

    private static void summary(ArraySummary summary, RenderContext context) {
        context.renderIfRequested(MIMEType.TEXT_HTML, summary::toHtml);
        context.renderIfRequested(MIMEType.TEXT_PLAIN, summary::toText);
    }
}
