package dev.azimuth.notebook;

import dev.azimuth.plot.HtmlView;
import dev.azimuth.plot.PlotlyFigure;
import java.awt.image.BufferedImage;
import java.util.function.Function;
import org.dflib.jjava.jupyter.kernel.display.RenderContext;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.nd4j.linalg.api.ndarray.INDArray;
import tech.tablesaw.plotly.components.Figure;

/** How the values of this library, and of the libraries it hands out, look below a cell. */
final class Renderers {
    /** Drawn by JupyterLab, VS Code and others from the figure's JSON. */
    static final MIMEType PLOTLY = new MIMEType("application", "vnd", "plotly.v1", "json");

    private Renderers() {}

    static void register(Renderer renderer) {
        array(renderer, int[].class, ArraySummaries::of);
        array(renderer, float[].class, ArraySummaries::of);
        array(renderer, double[].class, ArraySummaries::of);
        array(renderer, float[][].class, ArraySummaries::of);
        array(renderer, double[][].class, ArraySummaries::of);
        array(renderer, INDArray.class, ArraySummaries::of);
        renderer.createRegistration(PlotlyFigure.class)
                .preferring(PLOTLY, MIMEType.TEXT_HTML, MIMEType.TEXT_PLAIN)
                .register(Renderers::figure);
        renderer.createRegistration(Figure.class)
                .preferring(PLOTLY, MIMEType.TEXT_HTML, MIMEType.TEXT_PLAIN)
                .register((figure, context) -> figure(PlotlyFigure.from(figure), context));
        renderer.createRegistration(HtmlView.class)
                .preferring(MIMEType.TEXT_HTML)
                .register((view, context) -> context.renderIfRequested(MIMEType.TEXT_HTML, view::toHtml));
        renderer.createRegistration(BufferedImage.class)
                .preferring(MIMEType.IMAGE_PNG)
                .register((image, context) -> context.renderIfRequested(MIMEType.IMAGE_PNG, () -> Png.base64(image)));
    }

    private static void figure(PlotlyFigure figure, RenderContext context) {
        context.renderIfRequested(PLOTLY, figure::toJson);
        context.renderIfRequested(MIMEType.TEXT_HTML, figure::toHtml);
        context.renderIfRequested(MIMEType.TEXT_PLAIN, figure::toString);
    }

    private static <T> void array(Renderer renderer, Class<T> type, Function<T, ArraySummary> summarize) {
        renderer.createRegistration(type)
                .preferring(MIMEType.TEXT_HTML, MIMEType.TEXT_PLAIN)
                .register((value, context) -> {
                    ArraySummary summary = summarize.apply(value);
                    context.renderIfRequested(MIMEType.TEXT_HTML, summary::toHtml);
                    context.renderIfRequested(MIMEType.TEXT_PLAIN, summary::toText);
                });
    }
}
