package dev.azimuth.sae;

import static dev.azimuth.sae.SaeWeights.DECODER;
import static dev.azimuth.sae.SaeWeights.DECODER_BIAS;
import static dev.azimuth.sae.SaeWeights.ENCODER;
import static dev.azimuth.sae.SaeWeights.ENCODER_BIAS;
import static dev.azimuth.sae.SaeWeights.GATE_BIAS;
import static dev.azimuth.sae.SaeWeights.MAGNITUDE_BIAS;
import static dev.azimuth.sae.SaeWeights.MAGNITUDE_SCALE;
import static dev.azimuth.sae.SaeWeights.THRESHOLD;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;

/** Encoder and decoder, on native rows that live in a pass. */
record SaeFormulas(SaeConfig config, SaeWeights weights) {
    /** {@code [n, d]}, normalised, to {@code [n, m]}. */
    NDArray encode(Normalized from) {
        NDArray x = config.centred() ? from.rows().sub(weights.get(DECODER_BIAS)) : from.rows();
        NDArray products = x.matMul(weights.get(ENCODER));
        if (config.architecture() == Architecture.GATED) {
            NDArray open = products.add(weights.get(GATE_BIAS)).gt(0);
            NDArray growth =
                    x.getManager().create(1f).mul(weights.get(MAGNITUDE_SCALE)).exp();
            NDArray magnitudes =
                    products.mul(growth).addi(weights.get(MAGNITUDE_BIAS)).maximum(0f);
            return magnitudes.mul(open.toType(DataType.FLOAT32, false));
        }
        NDArray pre = products.addi(weights.get(ENCODER_BIAS));
        return switch (config.architecture()) {
            case TOPK -> largest(pre, config.k());
            case JUMPRELU -> {
                NDArray above = pre.gt(weights.get(THRESHOLD)).toType(DataType.FLOAT32, false);
                yield pre.maximum(0f).mul(above);
            }
            default -> pre.maximum(0f);
        };
    }

    /** The k largest of each row, where they are above 0; 0 elsewhere. */
    static NDArray largest(NDArray pre, int k) {
        NDList top = pre.topK(k, 1, true, false);
        return pre.zerosLike().scatter(top.get(1), top.get(0).maximum(0f), 1);
    }

    /** {@code [n, m]} to {@code [n, d]}, before the normalisation is undone. */
    NDArray decode(NDArray features) {
        return features.matMul(weights.get(DECODER)).addi(weights.get(DECODER_BIAS));
    }
}
