package dev.azimuth.attribution;

import ai.djl.ndarray.NDArray;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.TokenBatch;
import dev.azimuth.plot.Heatmap;
import dev.azimuth.plot.HtmlView;
import dev.azimuth.plot.PlotlyFigure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the model would say if it ended after each layer: the residual stream after every layer, read by the last norm
 * and the unembedding (nostalgebraist, 2020).
 */
public final class LogitLens implements HtmlView {
    private final List<String> tokens;
    private final List<List<String>> likeliest;
    private final double[][] probabilities;
    private final boolean tuned;

    private LogitLens(List<String> tokens, List<List<String>> likeliest, double[][] probabilities, boolean tuned) {
        this.tokens = tokens;
        this.likeliest = likeliest;
        this.probabilities = probabilities;
        this.tuned = tuned;
    }

    /** Reads every layer at every token of {@code text}. */
    public static LogitLens of(HookedTransformer model, String text) {
        return of(model, text, null);
    }

    /** The same through a tuned lens; without one where {@code lens} is null. */
    public static LogitLens of(HookedTransformer model, String text, @Nullable TunedLens lens) {
        int[] ids = model.tokenizer().encode(text);
        Reader reader = new Reader(model, lens);
        model.pass(TokenBatch.of(List.of(ids)), LogitsAt.NONE, List.of(reader), stream -> stream);
        return new LogitLens(
                model.tokenizer().tokens(ids),
                reader.likeliest,
                reader.probabilities.toArray(double[][]::new),
                lens != null);
    }

    /** Layer by layer, token by token: the likeliest next token. */
    public List<List<String>> likeliest() {
        return likeliest;
    }

    /** The same as a picture, coloured by its probability. */
    public PlotlyFigure plot() {
        return Heatmap.of("token", "layer", "probability of the likeliest next token")
                .values(probabilities)
                .columns(tokens)
                .cells(likeliest)
                .range(0, 1)
                .upward()
                .figure()
                .size(900, 620)
                .title((tuned ? "Tuned" : "Logit") + " lens: the next token, read after each layer");
    }

    @Override
    public String toHtml() {
        return plot().toHtml();
    }

    @Override
    public String toString() {
        return "LogitLens of " + tokens.size() + " tokens in " + likeliest.size() + " layers"
                + (tuned ? ", tuned" : "");
    }

    private static final class Reader implements Intervention {
        private final HookedTransformer model;
        private final @Nullable TunedLens lens;
        private final List<List<String>> likeliest = new ArrayList<>();
        private final List<double[]> probabilities = new ArrayList<>();

        Reader(HookedTransformer model, @Nullable TunedLens lens) {
            this.model = model;
            this.lens = lens;
        }

        @Override
        public HookFilter where() {
            return HookPoint.RESID_POST;
        }

        @Override
        public NDArray apply(NDArray stream, HookSite site) {
            NDArray translated =
                    lens == null ? stream : lens.translate(stream, site.name().layer());
            NDArray read = model.unembed(translated).softmax(-1);
            long[] best = read.argMax(-1).toLongArray();
            float[] probability = read.max(new int[] {-1}).toFloatArray();
            List<String> words = new ArrayList<>();
            double[] row = new double[best.length];
            for (int i = 0; i < best.length; i++) {
                words.add(model.tokenizer().token((int) best[i]));
                row[i] = probability[i];
            }
            likeliest.add(words);
            probabilities.add(row);
            return stream;
        }
    }
}
