package dev.azimuth.notebook;

import java.awt.image.BufferedImage;
import java.util.function.Function;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How the values of this library, and of the libraries it hands out, look below a cell. */
final class Renderers {
    private Renderers() {}

    static void register(Renderer renderer) {
        array(renderer, int[].class, ArraySummaries::of);
        array(renderer, float[].class, ArraySummaries::of);
        array(renderer, double[].class, ArraySummaries::of);
        array(renderer, float[][].class, ArraySummaries::of);
        array(renderer, double[][].class, ArraySummaries::of);
        array(renderer, INDArray.class, ArraySummaries::of);
        renderer.createRegistration(BufferedImage.class)
                .preferring(MIMEType.IMAGE_PNG)
                .register((image, context) -> context.renderIfRequested(MIMEType.IMAGE_PNG, () -> Png.base64(image)));
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
