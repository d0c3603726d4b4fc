package dev.azimuth.plot;

import tech.tablesaw.api.Table;

/** A result that is a table, and that a notebook shows as one. */
public interface Tabular extends HtmlView {
    /** The numbers. */
    Table table();

    @Override
    default String toHtml() {
        return TableView.of(table()).toHtml();
    }
}
