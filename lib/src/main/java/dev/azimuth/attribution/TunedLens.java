package dev.azimuth.attribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.azimuth.dataset.Prompts;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LengthBatches;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.TokenBatch;
import dev.azimuth.progress.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A logit lens that first translates each layer's residual stream into the last one's terms by an affine map (Belrose et
 * al., 2023, arXiv 2303.08112). The paper trains the maps by the divergence of the distributions; these are fitted in closed
 * form, by ridge regression of the final stream with each token weighed as the last norm will scale it and the ridge chosen
 * by generalised cross-validation. {@link #measure} tells on other texts what that is worth.
 *
 * <pre>{@code
 * var texts = Datasets.prompts("perplexity").halves();
 * var lens = TunedLens.fit(model, texts.fit());
 * lens.measure(texts.measure().take(8)).plot()   // KL to the final distribution, with and without
 * LogitLens.of(model, "The Eiffel Tower is in", lens).plot()
 * }</pre>
 */
public final class TunedLens {
    private static final int FEWEST_ROWS = 2;

    private final HookedTransformer model;
    private final List<AffineTranslator> translators;
    private final long tokens;

    private TunedLens(HookedTransformer model, List<AffineTranslator> translators, long tokens) {
        this.model = model;
        this.translators = translators;
        this.tokens = tokens;
    }

    /**
     * Fits a map for each layer but the last. A few thousand tokens will do: a map of width d has d + 1 coefficients for each
     * output.
     *
     * @throws java.util.concurrent.CancellationException when the thread is interrupted
     */
    public static TunedLens fit(HookedTransformer model, Prompts texts) {
        int layers = model.config().nLayers();
        List<LensMoments> moments = IntStream.range(0, layers - 1)
                .mapToObj(layer -> new LensMoments(model.config().dModel()))
                .toList();
        List<int[]> ids = texts.texts().stream().map(model.tokenizer()::encode).toList();
        int[] lengths = ids.stream().mapToInt(text -> text.length).toArray();
        long rows = IntStream.of(lengths).map(length -> length - 1).sum();
        if (rows < FEWEST_ROWS) {
            throw new IllegalArgumentException("The texts of " + texts.name() + " have " + rows
                    + " tokens after their first, but a lens is fitted on many. Give longer texts, or more.");
        }
        StopSign.over(LengthBatches.of(lengths, LengthBatches.TOKENS), "reading residual streams", members -> {
            TokenBatch batch = TokenBatch.of(members.stream().map(ids::get).toList());
            LayerStreams streams = new LayerStreams(batch);
            if (streams.rows() == 0) {
                return;
            }
            model.pass(batch, LogitsAt.NONE, List.of(streams), end -> {
                NDArray last = streams.streams().get(layers - 1);
                for (int layer = 0; layer < layers - 1; layer++) {
                    StopSign.check();
                    try (NDManager inside = last.getManager().newSubManager()) { // ends with each layer
                        NDArray y = last.duplicate();
                        y.attach(inside);
                        NDArray x = streams.streams().get(layer);
                        x.attach(inside);
                        moments.get(layer).add(x, y);
                    }
                }
                return layers;
            });
        });
        List<AffineTranslator> translators = new ArrayList<>();
        for (LensMoments layer : Progress.over(moments, "fitting translators")) {
            translators.add(layer.fit());
        }
        return new TunedLens(model, translators, rows);
    }

    /** The residual stream after {@code layer} in the last layer's terms, rows {@code […, d_model]}. */
    NDArray translate(NDArray stream, int layer) {
        return layer < translators.size() ? translators.get(layer).apply(stream) : stream;
    }

    /** KL(final ‖ lens) with and without the maps, on texts that they were not fitted on. */
    public LensDivergence measure(Prompts heldOut) {
        return LensDivergence.of(model, this, heldOut);
    }

    @Override
    public String toString() {
        return "TunedLens of " + model.name() + ": " + translators.size() + " translators, ridge regression on "
                + tokens + " tokens";
    }
}
