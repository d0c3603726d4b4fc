package dev.azimuth.superposition;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, 2019, arXiv 1711.05101): β = (0.9, 0.999), ε = 1e-8, decay 0.01
 * of all parameters.
 */
final class AdamW {
    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.999f;
    private static final float EPSILON = 1e-8f;
    private static final float DECAY = 0.01f;

    private final float rate;
    private final float[] first;
    private final float[] second;
    private int steps;

    AdamW(int parameters, double rate) {
        this.rate = (float) rate;
        this.first = new float[parameters];
        this.second = new float[parameters];
    }

    void step(float[] parameters, float[] gradient) {
        steps++;
        float pace = rate / (float) (1 - Math.pow(BETA1, steps));
        float scale = (float) (1 / Math.sqrt(1 - Math.pow(BETA2, steps)));
        for (int i = 0; i < parameters.length; i++) {
            float g = gradient[i];
            first[i] += (1 - BETA1) * (g - first[i]);
            second[i] += (1 - BETA2) * (g * g - second[i]);
            float spread = (float) Math.sqrt(second[i]) * scale + EPSILON;
            parameters[i] -= rate * DECAY * parameters[i] + pace * first[i] / spread;
        }
    }
}
