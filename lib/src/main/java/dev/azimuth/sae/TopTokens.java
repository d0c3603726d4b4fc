package dev.azimuth.sae;

import dev.azimuth.plot.Tabular;
import dev.azimuth.plot.TokenStrip;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The tokens at which a feature is most active, each in its context. */
public final class TopTokens implements Tabular {
    private static final int BEFORE = 8;
    private static final int AFTER = 4;

    private final int feature;
    private final List<List<String>> tokens;
    private final List<Firing> all;
    private final List<Firing> top;

    TopTokens(int feature, List<List<String>> tokens, List<Firing> all, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("The top " + most + " tokens are none. Ask for at least 1.");
        }
        this.feature = feature;
        this.tokens = tokens;
        this.all = all;
        this.top = all.subList(0, Math.min(most, all.size()));
    }

    /** Activation, token, context with the token in 《 》, and the text's index; most active first. */
    @Override
    public Table table() {
        return Table.create(
                "Feature " + feature + ", active at " + all.size() + " tokens",
                DoubleColumn.create(
                        "activation",
                        top.stream().mapToDouble(Firing::activation).toArray()),
                StringColumn.create(
                        "token",
                        top.stream().map(each -> tokens.get(each.text()).get(each.token()))),
                StringColumn.create("context", top.stream().map(this::context)),
                IntColumn.create("text", top.stream().mapToInt(Firing::text).toArray()));
    }

    private String context(Firing at) {
        List<String> text = tokens.get(at.text());
        int from = Math.max(0, at.token() - BEFORE);
        int to = Math.min(text.size(), at.token() + 1 + AFTER);
        String context = (from > 0 ? "…" : "") + String.join("", text.subList(from, at.token())) + "《"
                + text.get(at.token()) + "》" + String.join("", text.subList(at.token() + 1, to))
                + (to < text.size() ? "…" : "");
        return context.replace('\n', '⏎');
    }

    /** The whole text of the most active token, coloured by the feature. */
    public TokenStrip strip() {
        return strip(0);
    }

    /**
     * The same of another of these tokens.
     *
     * @param rank in the table, from 0
     */
    public TokenStrip strip(int rank) {
        if (rank < 0 || rank >= top.size()) {
            throw new IllegalArgumentException("There is no token " + rank + ": feature " + feature + " has "
                    + top.size() + " here, counted from 0.");
        }
        int text = top.get(rank).text();
        double[] values = new double[tokens.get(text).size()];
        Arrays.fill(values, 0, Math.min(1, values.length), Double.NaN); // the first token was not read
        all.stream().filter(each -> each.text() == text).forEach(each -> values[each.token()] = each.activation());
        return TokenStrip.of("activation of feature " + feature, tokens.get(text), values)
                .reach(all.get(0).activation());
    }

    /** The token at each rank. */
    public List<String> tokens() {
        return IntStream.range(0, top.size())
                .mapToObj(i -> tokens.get(top.get(i).text()).get(top.get(i).token()))
                .toList();
    }

    @Override
    public String toString() {
        return "TopTokens of feature " + feature + ": " + tokens();
    }
}
