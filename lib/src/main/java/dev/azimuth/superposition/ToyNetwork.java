package dev.azimuth.superposition;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * {@code h = f(E·x)}, {@code y = g(D·h + b)} and its gradient, written out. Either D = Eᵀ and f is the identity
 * (reconstruction), or both are free and f is a ReLU (absolute values).
 *
 * <p>Of an example only the features that occur and the outputs that err are touched, which for sparse features is a
 * small part of what a matrix product would do. Parameters lie in one array: E by feature {@code [n, m]}, then D
 * {@code [n, m]} where it is free, then b {@code [n]}.
 */
final class ToyNetwork {
    private final int n;
    private final int m;
    private final ToyTask task;

    ToyNetwork(int features, int dimensions, ToyTask task) {
        this.n = features;
        this.m = dimensions;
        this.task = task;
    }

    int size() {
        return bias() + n;
    }

    /** Where D begins; where E does when it is Eᵀ. */
    private int decoder() {
        return task.tied() ? 0 : n * m;
    }

    private int bias() {
        return decoder() + n * m;
    }

    /** Normal weights of variance {@code 2/(n + m)} (Glorot and Bengio, 2010) and a bias of 0. */
    float[] initial(SplittableRandom random) {
        float[] parameters = new float[size()];
        double deviation = Math.sqrt(2.0 / (n + m));
        for (int i = 0; i < bias(); i++) {
            parameters[i] = (float) (deviation * random.nextGaussian());
        }
        return parameters;
    }

    float[] encoder(float[] parameters) {
        return Arrays.copyOfRange(parameters, 0, n * m);
    }

    float[] decoder(float[] parameters) {
        return Arrays.copyOfRange(parameters, decoder(), bias());
    }

    float[] bias(float[] parameters) {
        return Arrays.copyOfRange(parameters, bias(), size());
    }

    /**
     * Adds up the gradient of {@code mean I_i(y_i − t_i)²} over features and {@code batch} fresh examples.
     *
     * @param gradient receives it; its old content is lost
     * @return the loss
     */
    double gradient(
            float[] parameters,
            double[] importance,
            FeatureSampler data,
            int batch,
            SplittableRandom random,
            float[] gradient) {
        Arrays.fill(gradient, 0);
        Step step = new Step(parameters, importance, 1.0 / ((double) batch * n), gradient);
        float[] x = new float[n];
        int[] occurring = new int[n];
        double loss = 0;
        for (int example = 0; example < batch; example++) {
            int count = data.draw(random, x, occurring);
            loss += step.example(x, occurring, count);
            for (int i = 0; i < count; i++) {
                x[occurring[i]] = 0;
            }
        }
        return loss;
    }

    /** One step's weights and buffers. */
    private final class Step {
        private final float[] p;
        private final float[] gradient;
        private final float[] weight; // of each squared error
        private final float[] rows; // D by dimension, [m, n]
        private final float[] pre = new float[m];
        private final float[] h = new float[m];
        private final float[] back = new float[m];
        private final float[] y = new float[n];

        Step(float[] parameters, double[] importance, double share, float[] gradient) {
            this.p = parameters;
            this.gradient = gradient;
            this.weight = new float[n];
            this.rows = new float[m * n];
            for (int j = 0; j < n; j++) {
                weight[j] = (float) (importance[j] * share);
                for (int k = 0; k < m; k++) {
                    rows[k * n + j] = p[decoder() + j * m + k];
                }
            }
        }

        double example(float[] x, int[] occurring, int count) {
            forward(x, occurring, count);
            double loss = 0;
            Arrays.fill(back, 0);
            for (int j = 0; j < n; j++) {
                boolean off = task.rectified() && y[j] <= 0;
                float error = (off ? 0 : y[j]) - task.target(x[j]);
                loss += weight[j] * error * error;
                if (!off && error != 0) {
                    backward(j, 2 * weight[j] * error);
                }
            }
            for (int k = 0; k < m; k++) {
                back[k] = task.hidesRectified() && pre[k] <= 0 ? 0 : back[k];
            }
            for (int i = 0; i < count; i++) {
                add(gradient, occurring[i] * m, x[occurring[i]], back, 0, m);
            }
            return loss;
        }

        private void forward(float[] x, int[] occurring, int count) {
            Arrays.fill(pre, 0);
            for (int i = 0; i < count; i++) {
                add(pre, 0, x[occurring[i]], p, occurring[i] * m, m);
            }
            System.arraycopy(p, bias(), y, 0, n);
            for (int k = 0; k < m; k++) {
                h[k] = task.hidesRectified() ? Math.max(0, pre[k]) : pre[k];
                add(y, 0, h[k], rows, k * n, n);
            }
        }

        private void backward(int output, float slope) {
            int at = decoder() + output * m;
            gradient[bias() + output] += slope;
            add(gradient, at, slope, h, 0, m);
            add(back, 0, slope, p, at, m);
        }
    }

    /** {@code a += factor·b} over {@code length} numbers. */
    private static void add(float[] a, int fromA, float factor, float[] b, int fromB, int length) {
        for (int i = 0; i < length; i++) {
            a[fromA + i] += factor * b[fromB + i];
        }
    }
}
