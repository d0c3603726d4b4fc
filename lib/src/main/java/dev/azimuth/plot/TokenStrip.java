package dev.azimuth.plot;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A text whose tokens are coloured by a value each: white at the middle, red above, blue below. The value shows when the
 * pointer rests on a token. A value that is NaN leaves its token uncoloured.
 *
 * <pre>{@code TokenStrip.of("projection on the direction", tokens, values)}</pre>
 */
public final class TokenStrip implements HtmlView {
    private static final String BELOW = "63,127,191";
    private static final String ABOVE = "208,90,74";
    /** Paler than the colour itself, so that black text stays readable on it. */
    private static final double STRONGEST = 0.8;

    private final String valueName;
    private final List<String> tokens;
    private final double[] values;
    private final double middle;
    private final double reach;
    private final int marked;
    private final String mark;

    private TokenStrip(
            String valueName,
            List<String> tokens,
            double[] values,
            double middle,
            double reach,
            int marked,
            String mark) {
        this.valueName = valueName;
        this.tokens = tokens;
        this.values = values;
        this.middle = middle;
        this.reach = reach;
        this.marked = marked;
        this.mark = mark;
    }

    /**
     * A strip whose middle is 0 and whose strongest colour is the largest distance from it.
     *
     * @param valueName what the colour measures, with its unit
     * @throws IllegalArgumentException if tokens and values differ in number
     */
    public static TokenStrip of(String valueName, List<String> tokens, double[] values) {
        AxisNames.require(valueName, "colour of the tokens");
        double[] own = Lists.sized("The strip", values, tokens.size(), "tokens");
        return new TokenStrip(valueName, List.copyOf(tokens), own, 0, farthest(own, 0), -1, "");
    }

    /** The value that is white. */
    public TokenStrip middle(double middle) {
        return new TokenStrip(valueName, tokens, values, middle, farthest(values, middle), marked, mark);
    }

    /** The distance from the middle at which the colour is strongest, so that several strips compare. */
    public TokenStrip reach(double distance) {
        if (!(distance > 0)) {
            throw new IllegalArgumentException("A reach of " + distance + ". Give a distance above 0.");
        }
        return new TokenStrip(valueName, tokens, values, middle, distance, marked, mark);
    }

    /** A line before one token, such as where two texts part; {@code what} shows when the pointer rests on that token. */
    public TokenStrip mark(int token, String what) {
        if (token < 0 || token >= tokens.size()) {
            throw new IllegalArgumentException(
                    "There is no token " + token + " to mark among " + tokens.size() + ", counted from 0.");
        }
        return new TokenStrip(valueName, tokens, values, middle, reach, token, what);
    }

    private static double farthest(double[] values, double middle) {
        double[] range = Numbers.range(new double[][] {values});
        double farthest = Math.max(Math.abs(range[0] - middle), Math.abs(range[1] - middle));
        return farthest > 0 ? farthest : 1;
    }

    @Override
    public String toHtml() {
        StringBuilder html =
                new StringBuilder("<div style=\"color:#000;background:#fff;padding:8px;max-width:760px\">");
        html.append("<div style=\"font:15px/1.9 ").append(Style.FONT).append(";white-space:pre-wrap\">");
        IntStream.range(0, values.length).forEach(i -> html.append(span(i)));
        return html.append("</div>").append(legend()).append("</div>").toString();
    }

    private String span(int index) {
        String token = tokens.get(index);
        double value = values[index];
        boolean isMarked = index == marked;
        String shown = token.isEmpty() ? "∅" : Markup.html(token);
        return "<span style=\"color:#000;border-radius:3px;padding:2px 0;background:" + colour(value)
                + (isMarked ? ";border-left:3px solid #000" : "") + "\" title=\"" + Markup.html(Markup.token(token))
                + ": "
                + Numbers.significant(value, 4) + (isMarked ? "; " + Markup.html(mark) : "") + "\">" + shown + "</span>"
                + (token.contains("\n") ? "<br>" : "");
    }

    private String colour(double value) {
        double share = Double.isNaN(value) ? 0 : Math.max(-1, Math.min(1, (value - middle) / reach));
        return rgba(share);
    }

    private static String rgba(double share) {
        return String.format(Locale.ROOT, "rgba(%s,%.2f)", share < 0 ? BELOW : ABOVE, STRONGEST * Math.abs(share));
    }

    private String legend() {
        return "<div style=\"font:12px " + Style.FONT + ";color:#000;margin-top:6px\">" + Markup.html(valueName)
                + " &nbsp;"
                + Numbers.significant(middle - reach, 3)
                + " <span style=\"display:inline-block;width:140px;height:10px;vertical-align:middle;border:1px solid #ccc;"
                + "background:linear-gradient(to right," + rgba(-1) + ",#fff," + rgba(1) + ")\" title=\"white is "
                + Numbers.significant(middle, 3) + "\"></span> " + Numbers.significant(middle + reach, 3)
                + " &nbsp;(white: " + Numbers.significant(middle, 3) + ")</div>";
    }

    @Override
    public String toString() {
        return "TokenStrip[" + valueName + "; " + tokens.size() + " tokens]";
    }
}
