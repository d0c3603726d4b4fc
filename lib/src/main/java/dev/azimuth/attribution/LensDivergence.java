package dev.azimuth.attribution;

import ai.djl.ndarray.NDArray;
import dev.azimuth.dataset.Prompts;
import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.TokenBatch;
import dev.azimuth.plot.LayerCurve;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/**
 * How far what a lens reads after each layer is from what the model says in the end: KL(final ‖ lens) in nats a token,
 * without and with tuning, with 95 % intervals over texts.
 */
public final class LensDivergence implements Tabular {
    private final String texts;
    private final List<Estimate> plain;
    private final List<Estimate> tuned;

    private LensDivergence(String texts, List<Estimate> plain, List<Estimate> tuned) {
        this.texts = texts;
        this.plain = plain;
        this.tuned = tuned;
    }

    static LensDivergence of(HookedTransformer model, TunedLens lens, Prompts texts) {
        int layers = model.config().nLayers();
        List<double[]> plain = new ArrayList<>(); // [text][layer]
        List<double[]> tuned = new ArrayList<>();
        List<int[]> ids = texts.texts().stream()
                .map(model.tokenizer()::encode)
                .filter(text -> text.length > 1)
                .toList();
        if (ids.isEmpty()) {
            throw new IllegalArgumentException(
                    "Every text of " + texts.name() + " is one token, of which nothing is read. Give longer ones.");
        }
        StopSign.over(ids, "comparing lenses", text -> {
            TokenBatch batch = TokenBatch.of(List.of(text));
            LayerStreams streams = new LayerStreams(batch);
            double[] without = new double[layers];
            double[] with = new double[layers];
            model.pass(batch, LogitsAt.ALL, List.of(streams), logits -> {
                NDArray said = streams.chosen(logits).logSoftmax(-1);
                for (int layer = 0; layer < layers; layer++) {
                    StopSign.check();
                    NDArray stream = streams.streams().get(layer);
                    without[layer] = divergence(said, model.unembed(stream));
                    with[layer] = divergence(said, model.unembed(lens.translate(stream, layer)));
                }
                return layers;
            });
            plain.add(without);
            tuned.add(with);
        });
        return new LensDivergence(texts.name(), means(plain, layers), means(tuned, layers));
    }

    private static double divergence(NDArray said, NDArray read) {
        try (NDArray rows = said.exp().mul(said.sub(read.logSoftmax(-1))).sum(new int[] {-1})) {
            return rows.mean().toFloatArray()[0];
        } finally {
            read.close();
        }
    }

    private static List<Estimate> means(List<double[]> texts, int layers) {
        return IntStream.range(0, layers)
                .mapToObj(layer -> Bootstrap.mean(
                        texts.stream().mapToDouble(text -> text[layer]).toArray()))
                .toList();
    }

    /** After each layer, read as it is. */
    public List<Estimate> plain() {
        return List.copyOf(plain);
    }

    /** After each layer, translated first. */
    public List<Estimate> tuned() {
        return List.copyOf(tuned);
    }

    /** Both over layers. */
    public PlotlyFigure plot() {
        return LayerCurve.of("layer", "KL(final ‖ lens), nats a token")
                .series("logit lens", values(plain), lows(plain), highs(plain))
                .series("tuned lens", values(tuned), lows(tuned), highs(tuned))
                .figure()
                .title("What each lens reads, beside what the model says");
    }

    @Override
    public Table table() {
        return Table.create(
                "KL(final ‖ lens) on " + texts + ", nats a token",
                IntColumn.create("layer", IntStream.range(0, plain.size()).toArray()),
                DoubleColumn.create("logit lens", values(plain)),
                DoubleColumn.create("its low", lows(plain)),
                DoubleColumn.create("its high", highs(plain)),
                DoubleColumn.create("tuned lens", values(tuned)),
                DoubleColumn.create("low", lows(tuned)),
                DoubleColumn.create("high", highs(tuned)));
    }

    private static double[] values(List<Estimate> estimates) {
        return estimates.stream().mapToDouble(Estimate::value).toArray();
    }

    private static double[] lows(List<Estimate> estimates) {
        return estimates.stream().mapToDouble(Estimate::low).toArray();
    }

    private static double[] highs(List<Estimate> estimates) {
        return estimates.stream().mapToDouble(Estimate::high).toArray();
    }

    @Override
    public String toString() {
        return "LensDivergence on " + texts + " after " + plain.size() + " layers";
    }
}
