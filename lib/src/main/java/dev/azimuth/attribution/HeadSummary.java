package dev.azimuth.attribution;

import dev.azimuth.model.HookedTransformer;
import dev.azimuth.plot.Tabular;
import java.util.LinkedHashMap;
import java.util.Map;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What is known of one head: its scores, and what it says about some tokens. */
public final class HeadSummary implements Tabular {
    private static final int TOKENS = 6;

    private final Head head;
    private final Map<String, String> properties;

    private HeadSummary(Head head, Map<String, String> properties) {
        this.head = head;
        this.properties = properties;
    }

    /**
     * Of one head.
     *
     * @param scores of the same model
     * @param tokens that it is asked about, each one token, such as {@code " Paris"}
     */
    public static HeadSummary of(HookedTransformer model, HeadScores scores, int layer, int head, String... tokens) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (HeadScores.Kind kind : HeadScores.Kind.values()) {
            properties.put(kind.label(), scores.score(kind, layer, head).toString());
        }
        OvCircuit circuit = OvCircuit.of(model, layer, head);
        Table said = circuit.table(TOKENS, tokens);
        for (int row = 0; row < tokens.length; row++) {
            String about = "looking at '" + tokens[row] + "' ";
            properties.put(about + "promotes", said.stringColumn(1).get(row));
            properties.put(about + "suppresses", said.stringColumn(2).get(row));
            properties.put(about + "promotes it after", circuit.rankOfItself(tokens[row]) + " others");
        }
        return new HeadSummary(new Head(layer, head), properties);
    }

    @Override
    public Table table() {
        return Table.create(
                "Head " + head,
                StringColumn.create("property", properties.keySet().stream()),
                StringColumn.create("value", properties.values().stream()));
    }

    @Override
    public String toString() {
        return "HeadSummary of " + head + ": " + properties;
    }
}
