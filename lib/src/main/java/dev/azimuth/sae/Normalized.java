package dev.azimuth.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Rows as an autoencoder reads them, and what brings its output back: {@code x̂ = y·scale + shift}.
 *
 * @param rows {@code [n, d]}
 * @param scale {@code [n, 1]}; null for 1
 * @param shift {@code [n, 1]}; null for 0
 */
record Normalized(
        NDArray rows, @Nullable NDArray scale, @Nullable NDArray shift) {
    private static final float EPSILON = 1e-5f;
    private static final int[] LAST = {1};

    /** @param x {@code [n, d]} */
    static Normalized of(NDArray x, Normalization kind) {
        int width = (int) x.getShape().get(1);
        switch (kind) {
            case CONSTANT_NORM -> {
                NDArray scale = x.norm(LAST, true).div((float) Math.sqrt(width));
                return new Normalized(x.div(scale), scale, null);
            }
            case LAYER_NORM -> {
                NDArray mean = x.mean(LAST, true);
                NDArray centred = x.sub(mean);
                // As PyTorch's std: divided by d − 1, and ε is added to the deviation, not to the variance.
                NDArray deviation =
                        centred.square().sum(LAST, true).div(width - 1f).sqrt();
                return new Normalized(centred.div(deviation.add(EPSILON)), deviation, mean);
            }
            default -> {
                return new Normalized(x, null, null);
            }
        }
    }

    /** A change of the output, in the rows' own units. */
    NDArray restoreChange(NDArray change) {
        return scale == null ? change : change.mul(scale);
    }

    /** The output in the rows' own units. */
    NDArray restore(NDArray output) {
        NDArray scaled = restoreChange(output);
        return shift == null ? scaled : scaled.add(shift);
    }

    /** The flat rows of an activation whose row is its last dimension, or its last two: heads side by side. */
    static NDArray flat(NDArray activation, int width) {
        return activation.reshape(new Shape(activation.size() / width, width));
    }
}
