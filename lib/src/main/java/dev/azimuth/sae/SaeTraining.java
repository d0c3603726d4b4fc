package dev.azimuth.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.hook.HookName;
import dev.azimuth.progress.Progress;
import dev.azimuth.tensor.Scope;
import dev.azimuth.tensor.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** One training run. */
final class SaeTraining {
    private static final int RESTARTS = 3; // at a quarter, half and three quarters
    private static final int LOGGED = 50; // steps of the curve

    private final TrainingRows rows;
    private final SaeTrainer.Settings settings;
    private final int width;
    private final int features;
    private final int steps;
    private final Random random;
    private final TrainedSae.Curve curve = new TrainedSae.Curve();
    private final int[] lastFired;
    private int done;

    SaeTraining(TrainingRows rows, SaeTrainer.Settings settings) {
        this.rows = rows;
        this.settings = settings;
        this.width = rows.width();
        this.features = Math.multiplyExact(width, settings.expansion());
        if (settings.k() > features) {
            throw new IllegalArgumentException(
                    "k is " + settings.k() + ", but there are only " + features + " features. Choose a smaller one.");
        }
        this.steps = Math.multiplyExact(rows.steps(settings.batch()), settings.epochs());
        this.random = new Random(settings.seed());
        this.lastFired = new int[features];
    }

    TrainedSae run(HookName site, String model) {
        Scaling scaling = new Scaling(rows.rows(0));
        try (Scope scope = Scope.on(Scope.defaultDevice())) {
            NDManager manager = scope.manager();
            SaeParameters parameters = new SaeParameters(manager, width, features, settings.k(), settings.l1(), random);
            NDArray shift = manager.create(scaling.mean);
            double unexplained = 1;
            for (int epoch = 1; epoch <= settings.epochs(); epoch++) {
                for (int piece : rows.pieces(random)) {
                    String label = String.format(
                            Locale.ROOT,
                            "training an autoencoder, epoch %d of %d%s",
                            epoch,
                            settings.epochs(),
                            epoch == 1 ? "" : String.format(Locale.ROOT, ", loss %.3f", unexplained));
                    List<float[][]> batches = rows.batches(piece, settings.batch(), random);
                    for (float[][] batch : Progress.over(batches, label)) {
                        unexplained = 0.98 * unexplained + 0.02 * step(manager, parameters, scaling, shift, batch);
                    }
                }
            }
            SaeConfig config = new SaeConfig(
                    settings.k() > 0 ? Architecture.TOPK : Architecture.STANDARD,
                    width,
                    features,
                    settings.k(),
                    true,
                    Normalization.NONE,
                    Optional.of(site),
                    Optional.of(model));
            SaeWeights weights = SaeWeights.owning(parameters.folded(shift, (float) scaling.scale));
            return new TrainedSae(new SparseAutoencoder(config, weights), curve.table(), rows.count(), steps);
        }
    }

    /** One step; gives the share of the variance that is not explained. */
    private double step(NDManager manager, SaeParameters parameters, Scaling scaling, NDArray shift, float[][] batch) {
        try (NDManager own = manager.newSubManager()) {
            NDArray x = own.create(RowBlocks.flat(batch, 0, width), new Shape(batch.length, width))
                    .subi(shift)
                    .muli((float) scaling.scale);
            SaeParameters.Step found = parameters.step(x, rate());
            done++;
            float[] fired = found.fired().toFloatArray();
            for (int feature = 0; feature < features; feature++) {
                lastFired[feature] = fired[feature] > 0 ? done : lastFired[feature];
            }
            double unexplained = found.loss() / width;
            int idle = Math.max(1, steps / (2 * (RESTARTS + 1))); // half the time between two restarts
            int[] dead = IntStream.range(0, features)
                    .filter(feature -> done - lastFired[feature] >= idle)
                    .toArray();
            if (done % Math.max(1, steps / LOGGED) == 0 || done == 1) {
                curve.add(done, unexplained, found.active(), dead.length);
            }
            int between = Math.max(1, steps / (RESTARTS + 1));
            if (done % between == 0 && done / between <= RESTARTS && dead.length > 0) {
                restart(own, parameters, found.error(), dead);
            }
            return unexplained;
        }
    }

    /** Rises over the first twentieth of the steps, falls to 0 over the last fifth. */
    private double rate() {
        double rise = (done + 1) / Math.max(1, 0.05 * steps);
        double fall = (steps - done) / Math.max(1, 0.2 * steps);
        return settings.rate() * Math.min(1, Math.min(rise, fall));
    }

    /** Dead features take the directions of what is missing of rows, which are drawn by their squared error. */
    private void restart(NDManager manager, SaeParameters parameters, NDArray error, int[] dead) {
        float[] values = error.toFloatArray();
        int n = values.length / width;
        float[][] missing = new float[n][];
        double[] upTo = new double[n];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            missing[i] = Vectors.scaled(Arrays.copyOfRange(values, i * width, (i + 1) * width), -1);
            sum += Vectors.dot(missing[i], missing[i]);
            upTo[i] = sum;
        }
        if (!(sum > 0)) {
            return; // nothing is missing
        }
        float[][] directions = new float[dead.length][];
        for (int i = 0; i < dead.length; i++) {
            int at = Arrays.binarySearch(upTo, random.nextDouble() * sum);
            int row = Math.min(n - 1, at < 0 ? -at - 1 : at + 1); // one of a squared error above 0
            directions[i] = Vectors.unit(missing[row]);
            lastFired[dead[i]] = done;
        }
        parameters.restart(manager, dead, directions);
    }
}
