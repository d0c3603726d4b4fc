package dev.azimuth.plot;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** A table as a notebook shows it: numbers to the right and to a few significant digits, a dash where one is missing. */
public final class TableView implements HtmlView {
    private static final int ROWS = 25;
    private static final int DIGITS = 4;
    private static final String CELL = "padding:4px 12px;color:#000;background:#fff;border-bottom:1px solid #e3e5e9;";

    private final Table table;
    private final int rows;
    private final int digits;

    private TableView(Table table, int rows, int digits) {
        this.table = table;
        this.rows = rows;
        this.digits = digits;
    }

    /** The first 25 rows, to four significant digits. */
    public static TableView of(Table table) {
        return new TableView(table.copy(), ROWS, DIGITS);
    }

    /** At most so many rows; a last line says how many more there are. */
    public TableView rows(int most) {
        return new TableView(table, atLeastOne(most, "rows"), digits);
    }

    /** So many significant digits in numbers that are not whole. */
    public TableView digits(int significant) {
        return new TableView(table, rows, atLeastOne(significant, "digits"));
    }

    private static int atLeastOne(int count, String what) {
        if (count < 1) {
            throw new IllegalArgumentException("A table of " + count + " " + what + ". Give at least 1.");
        }
        return count;
    }

    @Override
    public String toHtml() {
        int shown = Math.min(rows, table.rowCount());
        return "<table style=\"border-collapse:collapse;color:#000;background:#fff;font:13px/1.4 " + Style.FONT
                + ";font-variant-numeric:tabular-nums\">" + caption() + "<thead><tr>"
                + table.columns().stream().map(this::heading).collect(Collectors.joining())
                + "</tr></thead><tbody>"
                + IntStream.range(0, shown).mapToObj(this::row).collect(Collectors.joining())
                + more(table.rowCount() - shown) + "</tbody></table>";
    }

    private String caption() {
        String name = table.name();
        return name == null || name.isBlank()
                ? ""
                : "<caption style=\"caption-side:top;text-align:left;padding:4px 12px;color:#000;background:#fff;font-weight:600\">"
                        + Markup.html(name) + "</caption>";
    }

    private String heading(Column<?> column) {
        return "<th style=\"" + CELL + "border-bottom:2px solid #9aa1ad;" + align(column) + "\">"
                + Markup.html(column.name()) + "</th>";
    }

    private String row(int row) {
        return "<tr>"
                + table.columns().stream()
                        .map(column -> "<td style=\"" + CELL + align(column) + "\">" + Markup.html(value(column, row))
                                + "</td>")
                        .collect(Collectors.joining())
                + "</tr>";
    }

    private String value(Column<?> column, int row) {
        if (column.isMissing(row)) {
            return "–";
        }
        boolean fractions = column instanceof DoubleColumn || column instanceof FloatColumn;
        return fractions
                ? Numbers.significant(((NumericColumn<?>) column).getDouble(row), digits)
                : column.get(row).toString();
    }

    private static String align(Column<?> column) {
        return column instanceof NumericColumn ? "text-align:right" : "text-align:left";
    }

    private String more(int count) {
        return count == 0
                ? ""
                : "<tr><td colspan=\"" + table.columnCount() + "\" style=\"" + CELL
                        + "text-align:left;color:#5b6270\">… " + count + (count == 1 ? " more row" : " more rows")
                        + "</td></tr>";
    }

    @Override
    public String toString() {
        return "TableView[" + table.name() + "; " + table.rowCount() + " rows x " + table.columnCount() + " columns]";
    }
}
