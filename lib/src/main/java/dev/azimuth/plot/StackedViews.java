package dev.azimuth.plot;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Views below each other, each under a line that says what it is.
 *
 * <pre>{@code StackedViews.of("what both write", sideBySide).then("divergence along the first", strip)}</pre>
 */
public final class StackedViews implements HtmlView {
    private record Part(String heading, HtmlView view) {}

    private final List<Part> parts;

    private StackedViews(List<Part> parts) {
        this.parts = parts;
    }

    /** Opens a stack by its first view. */
    public static StackedViews of(String heading, HtmlView view) {
        return new StackedViews(List.of(new Part(heading, view)));
    }

    /** Adds a view below. */
    public StackedViews then(String heading, HtmlView view) {
        return new StackedViews(Lists.append(parts, new Part(heading, view)));
    }

    @Override
    public String toHtml() {
        return parts.stream().map(StackedViews::html).collect(Collectors.joining());
    }

    private static String html(Part part) {
        String heading = part.heading().isBlank()
                ? ""
                : "<div style=\"font:600 13px/1.5 " + Style.FONT + ";color:#000;background:#fff;padding:6px 10px 0\">"
                        + Markup.html(part.heading()) + "</div>";
        return "<div style=\"background:#fff\">" + heading + part.view().toHtml() + "</div>";
    }

    @Override
    public String toString() {
        return "StackedViews[" + parts.size() + (parts.size() == 1 ? " view]" : " views]");
    }
}
