package dev.azimuth.attribution;

import ai.djl.ndarray.NDArray;
import dev.azimuth.family.ModelConfig;
import dev.azimuth.family.WeightName;
import dev.azimuth.family.WeightName.Kind;
import dev.azimuth.hook.ActivationCache;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.TokenBatch;
import dev.azimuth.tensor.HostArray;
import dev.azimuth.tensor.Vectors;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Computes what each part of a model contributes to a logit after one text. */
final class LogitContributions {
    private final HookedTransformer model;
    private final ModelConfig config;
    private final LogitReadout readout;

    LogitContributions(HookedTransformer model, LogitReadout readout) {
        this.model = model;
        this.config = model.config();
        this.readout = readout;
    }

    DirectLogitAttribution of(String text, String what) {
        LastToken reader = new LastToken();
        float[] logits = model.pass(
                TokenBatch.of(List.of(model.tokenizer().encode(text))),
                LogitsAt.LAST,
                List.of(reader),
                last -> last.toFloatArray());
        ActivationCache cache = ActivationCache.of(reader.read);
        float scale = at(cache, HookName.lnFinalScale())[0];
        float[] direction = Vectors.scaled(readout.direction(), 1 / (double) scale);
        int layers = config.nLayers();
        double[] attention = new double[layers];
        double[] mlp = new double[layers];
        double[][] heads = new double[layers][];
        boolean hasNeurons = config.mlp().experts().count() == 0;
        double[][] neurons = new double[hasNeurons ? layers : 0][];
        for (int layer = 0; layer < layers; layer++) {
            attention[layer] = Vectors.dot(at(cache, HookName.attnOut(layer)), direction);
            mlp[layer] = Vectors.dot(at(cache, HookName.mlpOut(layer)), direction);
            float[] ofAttention = through(Kind.ATTN_POST_NORM, HookName.ln1PostScale(layer), cache, direction);
            heads[layer] =
                    sums(at(cache, HookName.z(layer)), written(Kind.ATTN_OUT, layer, ofAttention), config.nHeads());
            if (hasNeurons) {
                float[] ofMlp = through(Kind.MLP_POST_NORM, HookName.ln2PostScale(layer), cache, direction);
                float[] post = at(cache, HookName.mlpPost(layer));
                neurons[layer] = sums(post, written(Kind.DOWN, layer, ofMlp), post.length);
            }
        }
        double embedding = Vectors.dot(at(cache, HookName.residPre(0)), direction);
        double logit = readout.value(logits, config.scales().logitCap());
        return new DirectLogitAttribution(what, logit, embedding, readout.constant(), attention, mlp, heads, neurons);
    }

    private static float[] at(ActivationCache cache, HookName name) {
        return cache.host(name).row(0, 0);
    }

    /** The direction as attention or MLP write along it: through the norm behind them, its scale frozen too, if there is one. */
    private float[] through(Kind norm, HookName scale, ActivationCache cache, float[] direction) {
        float[] scaled = Vectors.scaled(direction, config.scales().residual());
        if (config.writesUnnormed()) {
            return scaled;
        }
        float[] weight = model.weights().read(WeightName.of(norm, scale.layer()), w -> w.toFloatArray());
        double divisor = at(cache, scale)[0];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (scaled[i] * weight[i] / divisor);
        }
        return scaled;
    }

    /** What a unit of each input of the output matrix writes along {@code direction}. */
    private float[] written(Kind matrix, int layer, float[] direction) {
        return model.weights().read(WeightName.of(matrix, layer), w -> {
            NDArray row = w.getManager().create(direction).reshape(1, direction.length);
            return row.matMul(w).toFloatArray();
        });
    }

    /** The products of two vectors, summed over so many groups of neighbours. */
    private static double[] sums(float[] values, float[] weights, int groups) {
        double[] sums = new double[groups];
        int width = values.length / groups;
        for (int i = 0; i < values.length; i++) {
            sums[i / width] += (double) values[i] * weights[i];
        }
        return sums;
    }

    /** Copies what the last token's logit is made of, as {@code [1, 1, …]}. */
    private static final class LastToken implements Intervention {
        private static final Set<HookPoint> WANTED = EnumSet.of(
                HookPoint.ATTN_OUT,
                HookPoint.MLP_OUT,
                HookPoint.Z,
                HookPoint.MLP_POST,
                HookPoint.LN1_POST_SCALE,
                HookPoint.LN2_POST_SCALE,
                HookPoint.LN_FINAL_SCALE);

        private final Map<HookName, HostArray> read = new LinkedHashMap<>();

        @Override
        public HookFilter where() {
            return name -> WANTED.contains(name.point()) || name.equals(HookName.residPre(0));
        }

        @Override
        public NDArray apply(NDArray activation, HookSite site) {
            read.put(site.name(), HostArray.copyOf(activation.get(":, -1:").reshape(1, 1, -1)));
            return activation;
        }

        @Override
        public String toString() {
            return "reading the last token";
        }
    }
}
