package dev.azimuth.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** The parameters of an autoencoder in training, and the gradient of its loss, written out: there are only two layers. */
final class SaeParameters {
    private static final int[] ROW = {1};
    private static final int[] BATCH = {0};
    private static final NDIndex ALL = new NDIndex(":");

    private final int k;
    private final double l1;
    private final Adam encoder; // [d, m]
    private final Adam decoder; // [m, d]
    private final Adam encoderBias; // [m]
    private final Adam decoderBias; // [d]

    /** Decoder rows of norm 1 in random directions; the encoder is the decoder, turned over. */
    SaeParameters(NDManager manager, int width, int features, int k, double l1, Random random) {
        this.k = k;
        this.l1 = l1;
        float[] values = new float[features * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        NDArray rows = manager.create(values, new Shape(features, width));
        rows.divi(rows.norm(ROW, true));
        decoder = new Adam(rows);
        encoder = new Adam(rows.transpose().duplicate());
        encoderBias = new Adam(manager.zeros(new Shape(features)));
        decoderBias = new Adam(manager.zeros(new Shape(width)));
    }

    /**
     * What a step found.
     *
     * @param error {@code x̂ − x}, {@code [n, d]}; ends with the step's scope, as the next does
     * @param fired the sum of each feature's activations, {@code [m]}
     * @param loss mean squared error of a row, summed over its dimensions
     * @param active mean number of active features of a row
     */
    record Step(NDArray error, NDArray fired, double loss, double active) {}

    /**
     * One step of descent on {@code ‖x − x̂‖² + l1·Σf}.
     *
     * @param x {@code [n, d]}; its scope takes all that is made on the way
     */
    Step step(NDArray x, double rate) {
        float n = x.getShape().get(0);
        NDArray centred = x.sub(decoderBias.parameter());
        NDArray pre = centred.matMul(encoder.parameter()).addi(encoderBias.parameter());
        NDArray features = k > 0 ? SaeFormulas.largest(pre, k) : pre.maximum(0f);
        NDArray error = features.matMul(decoder.parameter())
                .addi(decoderBias.parameter())
                .subi(x);
        NDArray active = features.gt(0f).toType(DataType.FLOAT32, false);

        NDArray byOutput = error.mul(2 / n);
        NDArray view = decoder.parameter().get(x.getManager(), ALL);
        NDArray byFeature = byOutput.matMul(view.transpose());
        if (l1 > 0) {
            byFeature.addi((float) l1 / n);
        }
        byFeature.muli(active);
        NDArray byEncoderBias = byFeature.sum(BATCH);
        NDArray byEncoder = centred.transpose().matMul(byFeature);
        NDArray byDecoder = features.transpose().matMul(byOutput);
        NDArray encoderView = encoder.parameter().get(x.getManager(), ALL);
        NDArray byDecoderBias = byOutput.sum(BATCH).subi(encoderView.matMul(byEncoderBias));
        // A row's length is not free, so that the part of its gradient along itself would only disturb Adam.
        byDecoder.subi(view.mul(byDecoder.mul(view).sum(ROW, true)));

        encoder.step(byEncoder, rate);
        encoderBias.step(byEncoderBias, rate);
        decoderBias.step(byDecoderBias, rate);
        decoder.step(byDecoder, rate);
        view.divi(view.norm(ROW, true));
        return new Step(
                error,
                features.sum(BATCH),
                error.square().sum().getFloat() / n,
                active.sum().getFloat() / n);
    }

    /**
     * Begins some features anew.
     *
     * @param rows their new directions, of norm 1, {@code [some, d]}
     */
    void restart(NDManager manager, int[] features, float[][] rows) {
        NDArray norms = encoder.parameter().get(manager, ALL).norm(BATCH, true);
        float size = norms.mean().getFloat() * (k > 0 ? 1 : 0.2f); // ReLU: small, so as not to disturb
        for (int i = 0; i < features.length; i++) {
            NDArray row = manager.create(rows[i], new Shape(1, rows[i].length));
            String feature = features[i] + ":" + (features[i] + 1);
            put(decoder, feature + ", :", row);
            put(encoder, ":, " + feature, row.mul(size).reshape(-1, 1));
            put(encoderBias, feature, manager.zeros(new Shape(1)));
        }
    }

    private static void put(Adam of, String where, NDArray values) {
        of.parameter().set(new NDIndex(where), values);
        for (NDArray moment : of.moments()) {
            moment.set(new NDIndex(where), values.zerosLike());
        }
    }

    /** The weights for rows as they were before {@code (x − shift)·scale}. */
    Map<String, NDArray> folded(NDArray shift, float scale) {
        Map<String, NDArray> weights = new LinkedHashMap<>();
        weights.put(SaeWeights.ENCODER, encoder.parameter());
        weights.put(SaeWeights.DECODER, decoder.parameter());
        weights.put(SaeWeights.ENCODER_BIAS, encoderBias.parameter().div(scale));
        weights.put(SaeWeights.DECODER_BIAS, decoderBias.parameter().div(scale).addi(shift));
        return weights;
    }
}
