package dev.azimuth.dataset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** The rows of a table, whose columns must hold text. They are counted from 1. */
final class Rows {
    private Rows() {}

    static List<Row> of(Table table, Fields fields) {
        String name = nameOf(table);
        fields.requireIn(table.columnNames(), name);
        for (Column<?> column : table.columns()) {
            if (column.type() != ColumnType.STRING) {
                throw new IllegalArgumentException("%s: column %s holds %s; it must hold STRING."
                        .formatted(name, Check.quote(column.name()), column.type()));
            }
        }
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < table.rowCount(); i++) {
            Map<String, String> texts = new LinkedHashMap<>();
            for (Column<?> column : table.columns()) {
                texts.put(column.name(), column.getString(i));
            }
            rows.add(new Row(name + ", row " + (i + 1), "column", texts));
        }
        return rows;
    }

    /** Tables need no name, data sets do. */
    static String nameOf(Table table) {
        String name = table.name();
        return name == null || name.isBlank() ? "table" : name;
    }
}
