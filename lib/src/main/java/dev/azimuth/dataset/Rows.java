package dev.azimuth.dataset;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;
import tech.tablesaw.io.csv.CsvReadOptions;

/** The rows of a CSV file or of a table, whose columns must hold text. Rows are counted from 1, without the header. */
final class Rows {
    private Rows() {}

    static List<Row> ofCsv(TextFile file) {
        CsvReadOptions options = CsvReadOptions.builder(new StringReader(file.text()))
                .tableName(file.name())
                .columnTypes(column -> ColumnType.STRING)
                .missingValueIndicator("") // "NA" is a text like any other
                .maxCharsPerColumn(JsonLines.MAX_LINE)
                .build();
        return ofTable(file.name(), parse(file, options));
    }

    private static Table parse(TextFile file, CsvReadOptions options) {
        try {
            return Table.read().usingOptions(options);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(file.name() + ": not CSV. " + e.getMessage(), e);
        }
    }

    static List<Row> ofTable(String name, Table table) {
        for (Column<?> column : table.columns()) {
            if (column.type() != ColumnType.STRING) {
                throw new IllegalArgumentException("%s: column %s holds %s; it must hold STRING."
                        .formatted(name, Check.quote(column.name()), column.type()));
            }
        }
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < table.rowCount(); i++) {
            Map<String, String> fields = new LinkedHashMap<>();
            for (Column<?> column : table.columns()) {
                fields.put(column.name(), column.getString(i));
            }
            rows.add(new Row(name + ", row " + (i + 1), fields));
        }
        return rows;
    }
}
