package dev.azimuth.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** What must hold of every figure, and readers for what a test wants to see of one. */
final class FigureAssert {
    /** Tokens that break pages, labels or formulas when they are not escaped. */
    static final List<String> HOSTILE =
            List.of("</script><script>alert(1)</script>", "<b>", "$x$", " the", " the", "\n", "\u0000\ud800", "a&b\"'");

    private FigureAssert() {}

    /** Named axes, finite numbers, an SVG that parses, and a page that holds one script only. */
    static PlotlyFigure sound(PlotlyFigure figure) {
        assertThat(text(figure, "layout", "xaxis", "title", "text")).isNotBlank();
        assertThat(text(figure, "layout", "yaxis", "title", "text")).isNotBlank();
        plain(figure.toJson());
        assertThat(svg(figure).getDocumentElement().getTagName()).isEqualTo("svg");
        String html = figure.toHtml();
        assertThat(html.split("<script", -1)).hasSize(2);
        assertThat(html.split("</script", -1)).hasSize(2);
        return figure;
    }

    private static void plain(Object value) {
        if (value instanceof Map<?, ?> map) {
            map.keySet().forEach(key -> assertThat(key).isInstanceOf(String.class));
            map.values().stream().filter(v -> v != null).forEach(FigureAssert::plain);
        } else if (value instanceof Collection<?> list) {
            list.stream().filter(v -> v != null).forEach(FigureAssert::plain);
        } else if (value instanceof Number number) {
            assertThat(number.doubleValue()).isFinite();
        } else {
            assertThat(value).isInstanceOfAny(String.class, Boolean.class);
        }
    }

    /** What stands in the JSON under these keys, or at these places of a list. */
    static Object at(PlotlyFigure figure, Object... path) {
        Object value = figure.toJson();
        for (Object step : path) {
            value = Objects.requireNonNull(
                    step instanceof Integer index ? ((List<?>) value).get(index) : ((Map<?, ?>) value).get(step),
                    () -> "Nothing at " + Arrays.toString(path));
        }
        return value;
    }

    static String text(PlotlyFigure figure, Object... path) {
        return (String) at(figure, path);
    }

    static Document svg(PlotlyFigure figure) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(figure.toSvg().getBytes(StandardCharsets.UTF_8)));
        } catch (Exception e) {
            throw new AssertionError("Not XML: " + figure.toSvg(), e);
        }
    }

    /** All texts of the picture, in order. */
    static List<String> texts(PlotlyFigure figure) {
        NodeList nodes = svg(figure).getElementsByTagName("text");
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> nodes.item(i).getTextContent())
                .toList();
    }

    static int count(PlotlyFigure figure, String tag) {
        return svg(figure).getElementsByTagName(tag).getLength();
    }
}
