package dev.azimuth.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class TableViewTest {
    private static final Table TABLE = Table.create(
            "a & b",
            StringColumn.create("<i>", "<script>alert(1)</script>", "", "x"),
            DoubleColumn.create("score", 0.123456, Double.NaN, 1e-9),
            IntColumn.create("n", 123456, 2, 3));

    @Test
    void showsNumbersToFourDigitsAndWholeOnesWhole() {
        String html = TableView.of(TABLE).toHtml();

        assertThat(html).contains("text-align:right\">0.1235</td>", "text-align:right\">123456</td>", ">1e-9</td>");
        assertThat(html).contains("text-align:right\">–</td>").contains("text-align:left\">–</td>");
        assertThat(TableView.of(TABLE).digits(2).toHtml()).contains(">0.12</td>");
    }

    @Test
    void escapesNameHeadingsAndCells() {
        assertThat(TableView.of(TABLE).toHtml())
                .contains("a &amp; b</caption>", "&lt;i&gt;</th>", "&lt;script&gt;alert(1)&lt;/script&gt;</td>")
                .doesNotContain("<script", "<i>");
    }

    @Test
    void isReadableOnDarkPages() {
        assertThat(TableView.of(TABLE).toHtml())
                .startsWith("<table style=\"border-collapse:collapse;color:#000;background:#fff");
    }

    @Test
    void saysHowManyRowsItLeavesOut() {
        assertThat(TableView.of(TABLE).rows(1).toHtml())
                .contains("… 2 more rows</td>")
                .doesNotContain(">x</td>");
        assertThat(TableView.of(TABLE).rows(2).toHtml()).contains("… 1 more row</td>");
        assertThat(TableView.of(TABLE).toHtml()).doesNotContain("more row");
        assertThat(TableView.of(TABLE)).hasToString("TableView[a & b; 3 rows x 3 columns]");
        assertThatThrownBy(() -> TableView.of(TABLE).rows(0)).hasMessage("A table of 0 rows. Give at least 1.");
    }
}
