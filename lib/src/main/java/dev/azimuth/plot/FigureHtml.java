package dev.azimuth.plot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The picture for everyone, and a script that draws over it where scripts run and Plotly can be had. */
final class FigureHtml {
    /**
     * Finds its place by a name made from the content, since not every viewer leaves a script where it stood. The file
     * comes from the kernelspec's folder, which Jupyter serves; it is fetched once a page, and never from the network.
     */
    private static final String SCRIPT = """
            (() => {
              const figure = %s;
              const draw = plotly => document.querySelectorAll('[data-azimuth-figure="%s"]').forEach(place => {
                if (place.azimuthDrawn) return;
                place.azimuthDrawn = true;
                const picture = place.querySelector('img');
                const canvas = place.appendChild(document.createElement('div'));
                picture.style.display = 'none';
                const {data, layout} = JSON.parse(JSON.stringify(figure));
                plotly.newPlot(canvas, data, layout, {responsive: true, displaylogo: false})
                  .catch(() => { canvas.remove(); picture.style.display = ''; });
              });
              if (window.Plotly) return draw(window.Plotly);
              window.azimuthPlotly ??= new Promise((resolve, reject) => {
                const page = document.getElementById('jupyter-config-data');
                const base = (page && JSON.parse(page.textContent).baseUrl) || '/';
                const script = document.createElement('script');
                script.src = base + 'kernelspecs/azimuth-java/plotly.min.js';
                script.onload = () => resolve(window.Plotly);
                script.onerror = reject;
                document.head.appendChild(script);
              });
              window.azimuthPlotly.then(draw, () => {});
            })();
            """;

    private FigureHtml() {}

    static String of(JsonNode figure, String svg, int width, String description) {
        String json = json(figure);
        String name = Integer.toHexString(json.hashCode()) + "-" + Integer.toHexString(json.length());
        String picture = Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8));
        return "<div data-azimuth-figure=\"" + name + "\" style=\"max-width:" + width + "px;background:#fff\">"
                + "<img style=\"max-width:100%;display:block\" alt=\"" + Markup.html(description)
                + "\" src=\"data:image/svg+xml;base64," + picture + "\"></div>\n<script>\n"
                + SCRIPT.formatted(Markup.script(json), name)
                + "</script>";
    }

    private static String json(JsonNode figure) {
        try {
            return Json.MAPPER.writeValueAsString(figure);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A JSON tree that cannot be written.", e);
        }
    }
}
