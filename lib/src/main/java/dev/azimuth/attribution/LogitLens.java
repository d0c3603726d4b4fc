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
import dev.azimuth.plot.PlotlyFigure;
import java.util.ArrayList;
import java.util.List;

/**
 * What the model would say if it ended after each layer: the residual stream after every layer, read by the last norm
 * and the unembedding (nostalgebraist, 2020).
 */
public final class LogitLens {
    private final List<String> tokens;
    private final List<List<String>> likeliest;
    private final double[][] probabilities;

    private LogitLens(List<String> tokens, List<List<String>> likeliest, double[][] probabilities) {
        this.tokens = tokens;
        this.likeliest = likeliest;
        this.probabilities = probabilities;
    }

    /** Reads every layer at every token of {@code text}. */
    public static LogitLens of(HookedTransformer model, String text) {
        int[] ids = model.tokenizer().encode(text);
        Reader reader = new Reader(model);
        model.pass(TokenBatch.of(List.of(ids)), LogitsAt.NONE, List.of(reader), stream -> stream);
        return new LogitLens(
                model.tokenizer().tokens(ids), reader.likeliest, reader.probabilities.toArray(double[][]::new));
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
                .title("Logit lens: the next token, read after each layer");
    }

    @Override
    public String toString() {
        return "LogitLens of " + tokens.size() + " tokens in " + likeliest.size() + " layers";
    }

    private static final class Reader implements Intervention {
        private final HookedTransformer model;
        private final List<List<String>> likeliest = new ArrayList<>();
        private final List<double[]> probabilities = new ArrayList<>();

        Reader(HookedTransformer model) {
            this.model = model;
        }

        @Override
        public HookFilter where() {
            return HookPoint.RESID_POST;
        }

        @Override
        public NDArray apply(NDArray stream, HookSite site) {
            NDArray read = model.unembed(stream).softmax(-1);
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
