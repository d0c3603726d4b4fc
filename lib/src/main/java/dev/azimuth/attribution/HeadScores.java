package dev.azimuth.attribution;

import ai.djl.ndarray.NDArray;
import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.plot.Heatmap;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Estimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/**
 * What each head of a model looks at, by its attention to random tokens that are repeated (Olsson et al., 2022, arXiv
 * 2209.11895): the mean share of its attention that goes where a head of that kind looks.
 */
public final class HeadScores implements Tabular {
    /** A kind of head. */
    public enum Kind {
        /** Looks at the token before. */
        PREVIOUS_TOKEN("previous token"),
        /** In the second half, looks at the same token in the first. */
        DUPLICATE_TOKEN("duplicate token"),
        /** In the second half, looks at the token that came after the same token in the first, and so knows what comes next. */
        INDUCTION("induction"),
        /** Looks at the text's first token, the attention sink. */
        FIRST_TOKEN("first token"),
        /** How spread its attention is: the entropy over keys, in nats. */
        ENTROPY("entropy (nats)");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** What the score is called in tables and figures. */
        public String label() {
            return label;
        }
    }

    private final RepeatedTokens tokens;
    private final int layers;
    private final int heads;
    private final Map<Kind, double[][][]> scores; // [layer][head][text]

    private HeadScores(RepeatedTokens tokens, int layers, int heads, Map<Kind, double[][][]> scores) {
        this.tokens = tokens;
        this.layers = layers;
        this.heads = heads;
        this.scores = scores;
    }

    /** On eight texts of 25 random tokens, twice. */
    public static HeadScores of(HookedTransformer model) {
        return of(model, RepeatedTokens.of(model));
    }

    /** On these. */
    public static HeadScores of(HookedTransformer model, RepeatedTokens tokens) {
        int layers = model.config().nLayers();
        int heads = model.config().nHeads();
        Map<Kind, double[][][]> scores = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            scores.put(kind, new double[layers][heads][tokens.texts()]);
        }
        StopSign.over(
                List.of(tokens),
                "scoring heads",
                each -> model.pass(
                        each.batch(),
                        LogitsAt.NONE,
                        List.of(new Reader(tokens, scores), StopSign.INSTANCE),
                        end -> layers));
        return new HeadScores(tokens, layers, heads, scores);
    }

    /** A head's score, with an interval over texts. */
    public Estimate score(Kind kind, int layer, int head) {
        return Bootstrap.mean(ofTexts(kind, layer, head));
    }

    private double[] ofTexts(Kind kind, int layer, int head) {
        double[][][] found = scores.getOrDefault(kind, new double[0][][]);
        if (layer < 0 || layer >= layers || head < 0 || head >= heads) {
            throw new IllegalArgumentException("There is no head " + layer + "." + head + " in this model of " + layers
                    + " layers with " + heads + " heads.");
        }
        return found[layer][head];
    }

    /** The {@code count} heads that score highest. */
    public List<Head> top(Kind kind, int count) {
        return all().stream()
                .sorted(Comparator.comparingDouble(head -> -mean(kind, head.layer(), head.head())))
                .limit(count)
                .toList();
    }

    private List<Head> all() {
        List<Head> all = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            for (int head = 0; head < heads; head++) {
                all.add(new Head(layer, head));
            }
        }
        return all;
    }

    private double mean(Kind kind, int layer, int head) {
        return IntStream.range(0, tokens.texts())
                .mapToDouble(text -> ofTexts(kind, layer, head)[text])
                .average()
                .orElseThrow();
    }

    /** One kind of score, layers over heads. */
    public PlotlyFigure plot(Kind kind) {
        double[][] values = new double[layers][heads];
        for (Head head : all()) {
            values[head.layer()][head.head()] = mean(kind, head.layer(), head.head());
        }
        Heatmap map = Heatmap.of("head", "layer", kind.label()).values(values).upward();
        return (kind == Kind.ENTROPY ? map : map.range(0, 1))
                .figure()
                .size(620, Math.min(860, 160 + 20 * layers))
                .title("Heads by " + kind.label() + " on repeated random tokens");
    }

    /** Every head with every score, the highest induction score first. */
    @Override
    public Table table() {
        List<Head> sorted = top(Kind.INDUCTION, layers * heads);
        Table table = Table.create(
                "Heads on " + tokens,
                IntColumn.create("layer", sorted.stream().mapToInt(Head::layer)),
                IntColumn.create("head", sorted.stream().mapToInt(Head::head)));
        for (Kind kind : Kind.values()) {
            table.addColumns(DoubleColumn.create(
                    kind.label(), sorted.stream().mapToDouble(h -> mean(kind, h.layer(), h.head()))));
        }
        return table;
    }

    @Override
    public String toString() {
        return "HeadScores of " + layers + " layers with " + heads + " heads on " + tokens;
    }

    /** Sums attention up as the pass goes by. */
    private static final class Reader implements Intervention {
        private final RepeatedTokens tokens;
        private final Map<Kind, double[][][]> scores;

        Reader(RepeatedTokens tokens, Map<Kind, double[][][]> scores) {
            this.tokens = tokens;
            this.scores = scores;
        }

        @Override
        public HookFilter where() {
            return HookPoint.PATTERN;
        }

        @Override
        public NDArray apply(NDArray pattern, HookSite site) {
            float[] values = pattern.toFloatArray(); // [text, head, query, key]
            int heads = (int) pattern.getShape().get(1);
            int width = (int) pattern.getShape().get(3);
            for (int row = 0; row < tokens.texts() * heads; row++) {
                HeadPattern one = new HeadPattern(values, row * width * width, width, tokens);
                for (Map.Entry<Kind, double[][][]> each : scores.entrySet()) {
                    each.getValue()[site.name().layer()][row % heads][row / heads] = one.score(each.getKey());
                }
            }
            return pattern;
        }

        @Override
        public String toString() {
            return "scoring heads";
        }
    }
}
