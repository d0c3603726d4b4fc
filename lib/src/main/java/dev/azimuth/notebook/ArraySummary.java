package dev.azimuth.notebook;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
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
    private static final MathContext DIGITS = new MathContext(4);
    private static final double FEW = 1e-4;
    private static final double MANY = 1e7;

    /** "float[2, 3]: min -1, mean 0.5, max 2, 1 not finite". */
    String headline() {
        DoubleSummaryStatistics finite = LongStream.range(0, length())
                .mapToDouble(values)
                .filter(Double::isFinite)
                .summaryStatistics();
        List<String> facts = new ArrayList<>();
        if (finite.getCount() > 1) {
            facts.add("min " + format(finite.getMin()));
            facts.add("mean " + format(finite.getAverage()));
            facts.add("max " + format(finite.getMax()));
        }
        if (finite.getCount() < length()) {
            facts.add(length() - finite.getCount() + " not finite");
        }
        String name = dtype + shape;
        return facts.isEmpty() ? name : name + ": " + String.join(", ", facts);
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

    /** Four digits, and no more of them than the value has. */
    private static String format(double value) {
        if (!Double.isFinite(value)) {
            return String.valueOf(value);
        }
        BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < MANY) {
            return String.valueOf((long) value);
        }
        return size >= FEW && size < MANY ? rounded.toPlainString() : rounded.toString();
    }
}
