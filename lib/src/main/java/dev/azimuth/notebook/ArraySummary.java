package dev.azimuth.notebook;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.function.LongToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What one wants to know of an array at a glance: type, shape, range and the first few values.
 *
 * @param dtype the element type, as its library names it
 * @param shape the length of every axis
 * @param values the elements in row-major order
 */
record ArraySummary(String dtype, List<Long> shape, LongToDoubleFunction values) {
    private static final long ROWS = 5;
    private static final long COLUMNS = 8;

    /** "float[2, 3]: min -1, mean 0.5, max 2", and how many values are not finite where there are any. */
    String headline() {
        DoubleSummaryStatistics finite = LongStream.range(0, length())
                .mapToDouble(values)
                .filter(Double::isFinite)
                .summaryStatistics();
        String name = dtype + shape;
        if (length() == 0) {
            return name + ": empty";
        }
        long notFinite = length() - finite.getCount();
        return name
                + (finite.getCount() == 0
                        ? ":"
                        : ": min " + format(finite.getMin()) + ", mean " + format(finite.getAverage()) + ", max "
                                + format(finite.getMax()))
                + (notFinite == 0 ? "" : (finite.getCount() == 0 ? " " : ", ") + notFinite + " not finite");
    }

    String toText() {
        return headline() + rows("\n", "  ", "", "…");
    }

    String toHtml() {
        return "<div><code>" + headline() + "</code><table style=\"font-variant-numeric:tabular-nums\">"
                + rows("<tr><td>", "</td><td>", "</td></tr>", "…") + "</table></div>";
    }

    /** The first rows of the first matrix; a vector is one row. */
    private String rows(String open, String between, String close, String more) {
        long width = shape.isEmpty() ? 1 : shape.get(shape.size() - 1);
        long height = shape.size() < 2 ? 1 : shape.get(shape.size() - 2);
        if (length() == 0) {
            return "";
        }
        String head = LongStream.range(0, Math.min(height, ROWS))
                .mapToObj(row -> open + row(row * width, width, between, more) + close)
                .collect(Collectors.joining());
        return height > ROWS || length() > width * height ? head + open + more + close : head;
    }

    private String row(long start, long width, String between, String more) {
        String cells = LongStream.range(0, Math.min(width, COLUMNS))
                .mapToObj(column -> format(values.applyAsDouble(start + column)))
                .collect(Collectors.joining(between));
        return width > COLUMNS ? cells + between + more : cells;
    }

    private long length() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    private static String format(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e7
                ? String.valueOf((long) value)
                : String.format(Locale.ROOT, "%.4g", value);
    }
}
