package dev.azimuth.model;

import dev.azimuth.family.Rope;
import dev.azimuth.family.RopeScaling;

/** By what angle each pair of dimensions turns from one position to the next, as {@link RopeScaling} stretches it. */
final class RopeFrequencies {
    private RopeFrequencies() {}

    /**
     * {@code θ^(−2i/dims)} for each pair i, scaled; in float32 as the reference does, the power in float64.
     *
     * @param length of the text so far, in tokens
     */
    static float[] of(Rope rope, int length) {
        int pairs = rope.dims() / 2;
        float[] plain = new float[pairs];
        for (int i = 0; i < pairs; i++) {
            plain[i] = (float) (1 / Math.pow(rope.theta(), 2.0 * i / rope.dims()));
        }
        float[] scaled = new float[pairs];
        for (int i = 0; i < pairs; i++) {
            scaled[i] = (float) scaled(rope, plain[i], i, length);
        }
        return scaled;
    }

    private static double scaled(Rope rope, float frequency, int pair, int length) {
        RopeScaling scaling = rope.scaling();
        if (scaling instanceof RopeScaling.Linear linear) {
            return frequency / linear.factor();
        }
        if (scaling instanceof RopeScaling.Llama3 llama3) {
            return llama3(llama3, frequency);
        }
        if (scaling instanceof RopeScaling.Yarn yarn) {
            return yarn(yarn, rope, frequency, pair);
        }
        if (scaling instanceof RopeScaling.LongRope own) {
            return frequency / (length > own.context() ? own.longFactors() : own.shortFactors()).get(pair);
        }
        throw new IllegalStateException("No frequencies for " + scaling);
    }

    private static double llama3(RopeScaling.Llama3 scaling, float frequency) {
        double wavelength = 2 * Math.PI / frequency;
        if (wavelength < scaling.context() / scaling.highFrequency()) {
            return frequency;
        }
        if (wavelength > scaling.context() / scaling.lowFrequency()) {
            return frequency / scaling.factor();
        }
        double kept = (scaling.context() / wavelength - scaling.lowFrequency())
                / (scaling.highFrequency() - scaling.lowFrequency());
        return (1 - kept) * frequency / scaling.factor() + kept * frequency;
    }

    private static double yarn(RopeScaling.Yarn scaling, Rope rope, float frequency, int pair) {
        double low = turning(scaling.betaFast(), scaling.context(), rope);
        double high = turning(scaling.betaSlow(), scaling.context(), rope);
        if (scaling.truncate()) {
            low = Math.floor(low);
            high = Math.ceil(high);
        }
        low = Math.max(low, 0);
        high = Math.min(high, rope.dims() - 1);
        double width = low == high ? 0.001 : high - low;
        double stretched = Math.min(1, Math.max(0, (pair - low) / width));
        return frequency / scaling.factor() * stretched + frequency * (1 - stretched);
    }

    /** The pair, counted in fractions, that turns so many times in a context. */
    private static double turning(double times, int context, Rope rope) {
        return rope.dims() * Math.log(context / (times * 2 * Math.PI)) / (2 * Math.log(rope.theta()));
    }
}
