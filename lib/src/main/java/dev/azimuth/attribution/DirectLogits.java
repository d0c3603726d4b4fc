package dev.azimuth.attribution;

import ai.djl.ndarray.NDArray;
import dev.azimuth.family.WeightName;
import dev.azimuth.family.WeightName.Kind;
import dev.azimuth.model.HookedTransformer;

/** What one head or neuron says of every token by what it writes. */
final class DirectLogits {
    private DirectLogits() {}

    /**
     * The logits of what is written: through the norm behind the layer's part, in models that have one, and through the last
     * norm, each of which rescales it as if nothing else were there. What biases add to the logits of anything is left out.
     *
     * @param norm of the norm behind attention or MLP
     * @param written {@code [d_model]}, as it leaves the output matrix
     * @return {@code [d_vocab]}
     */
    static float[] of(HookedTransformer model, Kind norm, int layer, float[] written) {
        float[] passed = written.clone();
        WeightName behind = WeightName.of(norm, layer);
        if (model.weights().names().contains(behind)) {
            float[] weight = model.weights().read(behind, NDArray::toFloatArray);
            for (int i = 0; i < passed.length; i++) {
                passed[i] *= weight[i];
            }
        }
        // Any weight will do: it brings the scope that the two rows live in.
        return model.weights().read(WeightName.of(Kind.FINAL_NORM), any -> {
            NDArray row = any.getManager().create(passed).reshape(1, passed.length);
            NDArray said = model.unembed(row);
            return said.sub(model.unembed(row.zerosLike())).toFloatArray();
        });
    }
}
