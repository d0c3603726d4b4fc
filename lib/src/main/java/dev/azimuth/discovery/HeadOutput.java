package dev.azimuth.discovery;

import ai.djl.ndarray.NDArray;
import dev.azimuth.family.WeightName;
import dev.azimuth.family.WeightName.Kind;
import dev.azimuth.model.HookedTransformer;
import java.util.HashMap;
import java.util.Map;

/**
 * What a head writes to the residual stream for what it holds: {@code W_O[h]·z}. A direction among a head's {@code d_head}
 * numbers is carried to {@code d_model} so, whatever found it; a mean difference of z becomes that of the head's result.
 * Behind a norm it is what the norm's weight makes of that; how much the norm rescales differs from token to token.
 */
final class HeadOutput {
    private final HookedTransformer model;
    private final Map<Integer, float[]> outputs = new HashMap<>();

    HeadOutput(HookedTransformer model) {
        this.model = model;
    }

    /** {@code W_O[h]·z}, times the weight of the norm behind it where there is one, {@code [d_model]}. */
    float[] of(Site head, float[] z) {
        float[] output = outputs.computeIfAbsent(head.layer(), this::output);
        float[] written = new float[model.config().dModel()];
        int width = output.length / written.length; // n_heads × d_head
        for (int i = 0; i < written.length; i++) {
            int start = i * width + head.head() * z.length;
            double sum = 0;
            for (int j = 0; j < z.length; j++) {
                sum += (double) output[start + j] * z[j];
            }
            written[i] = (float) sum;
        }
        return written;
    }

    private float[] output(int layer) {
        float[] output = model.weights().read(WeightName.of(Kind.ATTN_OUT, layer), NDArray::toFloatArray);
        WeightName norm = WeightName.of(Kind.ATTN_POST_NORM, layer);
        if (model.weights().names().contains(norm)) {
            float[] weight = model.weights().read(norm, NDArray::toFloatArray);
            int width = output.length / weight.length;
            for (int i = 0; i < output.length; i++) {
                output[i] *= weight[i / width];
            }
        }
        return output;
    }
}
