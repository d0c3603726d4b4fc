package dev.azimuth.attribution;

import dev.azimuth.family.ModelConfig;
import dev.azimuth.family.Norms;
import dev.azimuth.family.WeightName;
import dev.azimuth.family.WeightName.Kind;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.Weights;
import java.util.Arrays;

/**
 * How a logit, or a difference of two, is read from the residual stream while the last norm's scale s stands still:
 * {@code direction · x / s + constant}, before a cap.
 */
final class LogitReadout {
    static final int NONE = -1;

    private final float[] direction;
    private final double constant;
    private final int token;
    private final int other;

    private LogitReadout(float[] direction, double constant, int token, int other) {
        this.direction = direction;
        this.constant = constant;
        this.token = token;
        this.other = other;
    }

    /**
     * @param other the token whose logit is subtracted; {@link #NONE} for none
     */
    static LogitReadout of(HookedTransformer model, int token, int other) {
        ModelConfig config = model.config();
        Weights weights = model.weights();
        WeightName matrix = WeightName.of(config.tiedEmbeddings() ? Kind.EMBED : Kind.UNEMBED);
        float[] read = weights.read(matrix, w -> w.get(token).toFloatArray());
        if (other != NONE) {
            float[] second = weights.read(matrix, w -> w.get(other).toFloatArray());
            for (int i = 0; i < read.length; i++) {
                read[i] -= second[i];
            }
        }
        float scale = (float) config.scales().logits();
        double constant = 0;
        if (config.embeddings().unembeddingBias()) {
            float[] bias = weights.read(WeightName.of(Kind.UNEMBED).bias(), w -> w.toFloatArray());
            constant += scale * (bias[token] - (other == NONE ? 0 : bias[other]));
        }
        float[] norm = weights.read(WeightName.of(Kind.FINAL_NORM), w -> w.toFloatArray());
        boolean centred = config.norms().kind() == Norms.Kind.LAYER;
        float[] normBias = centred
                ? weights.read(WeightName.of(Kind.FINAL_NORM).bias(), w -> w.toFloatArray())
                : new float[read.length];
        float[] direction = new float[read.length];
        for (int i = 0; i < read.length; i++) {
            constant += (double) scale * read[i] * normBias[i];
            direction[i] = scale * read[i] * norm[i];
        }
        return new LogitReadout(centred ? centred(direction) : direction, constant, token, other);
    }

    /** A LayerNorm takes the mean off the stream, which is the same as taking it off what reads it. */
    private static float[] centred(float[] read) {
        double mean = 0;
        for (float each : read) {
            mean += each / (double) read.length;
        }
        float[] centred = new float[read.length];
        for (int i = 0; i < read.length; i++) {
            centred[i] = (float) (read[i] - mean);
        }
        return centred;
    }

    float[] direction() {
        return direction.clone();
    }

    double constant() {
        return constant;
    }

    /** The number itself, before a cap on the logits, from the model's own logits. */
    double value(float[] logits, double cap) {
        return uncapped(logits[token], cap) - (other == NONE ? 0 : uncapped(logits[other], cap));
    }

    private static double uncapped(float logit, double cap) {
        if (cap == 0) {
            return logit;
        }
        double share = logit / cap;
        return cap * 0.5 * Math.log((1 + share) / (1 - share));
    }

    @Override
    public String toString() {
        return "LogitReadout" + Arrays.toString(new int[] {token, other});
    }
}
