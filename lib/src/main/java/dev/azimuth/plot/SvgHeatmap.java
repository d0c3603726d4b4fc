package dev.azimuth.plot;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import javax.imageio.ImageIO;

/** A grid of colours. Many cells become one embedded picture, a pixel each, since a thousand rectangles are slow. */
final class SvgHeatmap implements SvgMark {
    private static final int MOST_RECTANGLES = 1000;

    private final JsonNode trace;
    private final double[] xs;
    private final double[] ys;
    private final double[][] z;
    final double low;
    final double high;
    final ColourScale scale;

    SvgHeatmap(JsonNode trace, SvgAxis x, SvgAxis y) {
        this.trace = trace;
        this.z = values(trace.path("z"));
        int columns = z.length == 0 ? 0 : z[0].length;
        this.xs = trace.has("x") ? x.coordinates(trace.path("x")) : SvgBars.count(columns);
        this.ys = trace.has("y") ? y.coordinates(trace.path("y")) : SvgBars.count(z.length);
        double[] range = Numbers.range(z);
        this.low = trace.path("zmin").asDouble(range[0]);
        this.high = trace.path("zmax").asDouble(range[1]);
        this.scale = ColourScale.of(trace.path("colorscale"));
    }

    private static double[][] values(JsonNode z) {
        if (z.has("bdata")) {
            String[] shape = z.path("shape").asText().split(",", -1);
            double[][] rows = new double[Integer.parseInt(shape[0].strip())][Integer.parseInt(shape[1].strip())];
            ByteBuffer bytes = ByteBuffer.wrap(
                            Base64.getDecoder().decode(z.path("bdata").asText()))
                    .order(ByteOrder.LITTLE_ENDIAN);
            for (double[] row : rows) {
                Arrays.setAll(row, i -> bytes.getFloat());
            }
            return rows;
        }
        double[][] rows = new double[z.size()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[z.get(i).size()];
            for (int j = 0; j < rows[i].length; j++) {
                rows[i][j] = z.get(i).get(j).asDouble(Double.NaN);
            }
        }
        return rows;
    }

    JsonNode colourBar() {
        return trace.path("colorbar");
    }

    boolean hasColourBar() {
        return trace.path("showscale").asBoolean(true);
    }

    double share(double value) {
        return high > low ? (value - low) / (high - low) : 0.5;
    }

    @Override
    public void reach(SvgAxis x, SvgAxis y) {
        for (double v : xs) {
            x.touch(v - 0.5, v + 0.5);
        }
        for (double v : ys) {
            y.touch(v - 0.5, v + 0.5);
        }
    }

    @Override
    public void draw(Svg svg, Scale x, Scale y) {
        int cells = Arrays.stream(z).mapToInt(row -> row.length).sum();
        if (cells > MOST_RECTANGLES) {
            image(svg, x, y);
            return;
        }
        double gap = cells > 400 ? 0 : 1;
        for (int i = 0; i < Math.min(z.length, ys.length); i++) {
            for (int j = 0; j < Math.min(z[i].length, xs.length); j++) {
                if (Double.isFinite(z[i][j])) {
                    cell(svg, x, y, i, j, gap);
                }
            }
        }
    }

    private void cell(Svg svg, Scale x, Scale y, int i, int j, double gap) {
        double left = Math.min(x.at(xs[j] - 0.5), x.at(xs[j] + 0.5));
        double top = Math.min(y.at(ys[i] - 0.5), y.at(ys[i] + 0.5));
        double width = Math.abs(x.at(1) - x.at(0));
        double height = Math.abs(y.at(1) - y.at(0));
        double share = share(z[i][j]);
        svg.box(left, top, left + width - gap + 0.1, top + height - gap + 0.1, Paint.fill(scale.hex(share)));
        String text = trace.has("texttemplate")
                ? Markup.plain(trace.path("text").path(i).path(j).asText())
                : "";
        if (!text.isEmpty()) {
            double size = Math.min(trace.path("textfont").path("size").asDouble(11), height * 0.8);
            Paint paint = Paint.text(size, "middle", scale.isLight(share) ? Style.INK : "#ffffff");
            svg.text(left + width / 2, top + height / 2 + size * 0.35, text, paint);
        }
    }

    private void image(Svg svg, Scale x, Scale y) {
        BufferedImage image = new BufferedImage(xs.length, ys.length, BufferedImage.TYPE_INT_ARGB);
        boolean down = y.low() > y.high();
        boolean left = x.low() > x.high();
        for (int i = 0; i < ys.length; i++) {
            for (int j = 0; j < xs.length; j++) {
                if (Double.isFinite(z[i][j])) {
                    int row = down ? i : ys.length - 1 - i;
                    image.setRGB(left ? xs.length - 1 - j : j, row, 0xff000000 | scale.rgb(share(z[i][j])));
                }
            }
        }
        double x0 = x.at(xs[0] + (left ? 0.5 : -0.5));
        double y0 = y.at(down ? ys[0] - 0.5 : ys[ys.length - 1] + 0.5);
        double width = Math.abs(x.at(xs.length) - x.at(0));
        double height = Math.abs(y.at(ys.length) - y.at(0));
        svg.image(x0, y0, width, height, Base64.getEncoder().encodeToString(png(image)));
    }

    private static byte[] png(BufferedImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    @Override
    public void key(Svg svg, double x, double y) {
        // The colour bar is a heatmap's legend.
    }
}
