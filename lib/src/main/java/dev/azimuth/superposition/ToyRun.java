package dev.azimuth.superposition;

import java.util.SplittableRandom;

/** The training of one instance. Its numbers depend on its seed alone, not on the instances trained beside it. */
final class ToyRun {
    private final ToyModel model;
    private final ToySetting setting;
    private final ToyNetwork network;
    private final FeatureSampler data;
    private final SplittableRandom random;
    private final AdamW optimizer;
    private final float[] parameters;
    private final float[] gradient;
    private final double[] losses;

    ToyRun(ToyModel model, ToySetting setting, int stretches) {
        this.model = model;
        this.setting = setting;
        this.network = model.network();
        this.data = setting.sampler(model.task() == ToyTask.ABSOLUTE_VALUE);
        this.random = new SplittableRandom(setting.seed());
        this.parameters = network.initial(random);
        this.gradient = new float[parameters.length];
        this.optimizer = new AdamW(parameters.length, model.learningRate());
        this.losses = new double[stretches];
    }

    /** Goes so many steps and notes their mean loss. */
    void go(int stretch, int steps) {
        double[] importance = setting.importance();
        double sum = 0;
        for (int step = 0; step < steps; step++) {
            sum += network.gradient(parameters, importance, data, model.batch(), random, gradient);
            optimizer.step(parameters, gradient);
        }
        losses[stretch] = sum / steps;
    }

    ToyInstance finished() {
        return new ToyInstance(
                setting,
                model.task(),
                network.encoder(parameters),
                network.decoder(parameters),
                network.bias(parameters),
                losses);
    }
}
