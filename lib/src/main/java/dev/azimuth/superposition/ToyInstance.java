package dev.azimuth.superposition;

import dev.azimuth.plot.HtmlView;
import dev.azimuth.plot.PlotlyFigure;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One trained instance of a {@link ToyModel}. Since its features are known, what an edit of its hidden space costs is too. */
public final class ToyInstance implements HtmlView {
    private final ToySetting setting;
    private final ToyTask task;
    private final float[] encoder;
    private final float[] decoder;
    private final float[] bias;
    private final double[] losses;

    ToyInstance(ToySetting setting, ToyTask task, float[] encoder, float[] decoder, float[] bias, double[] losses) {
        this.setting = setting;
        this.task = task;
        this.encoder = encoder;
        this.decoder = decoder;
        this.bias = bias;
        this.losses = losses;
    }

    /** What it was trained on. */
    public ToySetting setting() {
        return setting;
    }

    /** n. */
    public int features() {
        return bias.length;
    }

    /** m. */
    public int dimensions() {
        return encoder.length / bias.length;
    }

    /** W, {@code [m, n]}: a column for each feature; W₁ of a model of absolute values. */
    public INDArray weights() {
        return Nd4j.create(encoder, new long[] {features(), dimensions()}, 'c')
                .transpose()
                .dup('c');
    }

    /** What writes the outputs, {@code [n, m]}: Wᵀ; W₂ of a model of absolute values. */
    public INDArray decoder() {
        return Nd4j.create(decoder, new long[] {features(), dimensions()}, 'c').dup('c');
    }

    /** b, {@code [n]}. */
    public INDArray bias() {
        return Nd4j.create(bias.clone());
    }

    /** The direction of each feature in the hidden space at its own length, {@code [n, m]}: the columns of W. */
    public float[][] directions() {
        return rows(encoder);
    }

    private float[][] rows(float[] flat) {
        int m = dimensions();
        float[][] rows = new float[features()][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * m, (i + 1) * m));
        return rows;
    }

    /** The mean loss of each hundredth of the training. */
    public double[] losses() {
        return losses.clone();
    }

    /** The mean loss of the last tenth of the training. */
    public double loss() {
        int from = losses.length - Math.max(1, losses.length / 10);
        return Arrays.stream(losses, from, losses.length).average().orElseThrow();
    }

    /** Whether it gives back what it got, by WᵀW, rather than the absolute values. */
    boolean isReconstruction() {
        return task.tied();
    }

    /** What share of a dimension each feature has. */
    public FeatureDimensionality dimensionality() {
        return FeatureDimensionality.ofColumns(weights());
    }

    /** Its features as arrows where there are two dimensions, and else as a network of those that overlap. */
    public PlotlyFigure plot() {
        return dimensions() == 2 ? ToyViews.arrows(List.of(this)) : ToyViews.network(this);
    }

    /** WᵀW and b as colours; of a model of absolute values, W₁ᵀ, W₂ and b. */
    public PlotlyFigure heatmap() {
        return ToyViews.heatmap(List.of(this));
    }

    /** Fresh examples x as it was trained on, {@code [count, n]}. */
    public float[][] sample(int count, long seed) {
        FeatureSampler sampler = setting.sampler(task == ToyTask.ABSOLUTE_VALUE);
        SplittableRandom random = new SplittableRandom(seed);
        int[] occurring = new int[features()];
        float[][] x = new float[count][features()];
        for (float[] row : x) {
            sampler.draw(random, row, occurring);
        }
        return x;
    }

    /** The hidden activations h of these examples, {@code [count, m]}. */
    public float[][] hidden(float[][] x) {
        float[][] hidden = new float[x.length][dimensions()];
        for (int row = 0; row < x.length; row++) {
            require(x[row].length, features(), "features");
            for (int k = 0; k < dimensions(); k++) {
                double sum = 0;
                for (int i = 0; i < features(); i++) {
                    sum += (double) encoder[i * dimensions() + k] * x[row][i];
                }
                hidden[row][k] = (float) (task.hidesRectified() ? Math.max(0, sum) : sum);
            }
        }
        return hidden;
    }

    /** What it makes of hidden activations, {@code [count, n]}. */
    public float[][] output(float[][] hidden) {
        float[][] output = new float[hidden.length][features()];
        for (int row = 0; row < hidden.length; row++) {
            require(hidden[row].length, dimensions(), "dimensions");
            for (int j = 0; j < features(); j++) {
                double sum = bias[j];
                for (int k = 0; k < dimensions(); k++) {
                    sum += (double) decoder[j * dimensions() + k] * hidden[row][k];
                }
                output[row][j] = (float) (task.rectified() ? Math.max(0, sum) : sum);
            }
        }
        return output;
    }

    private static void require(int given, int wanted, String what) {
        if (given != wanted) {
            throw new IllegalArgumentException(
                    "A row of " + given + " numbers does not fit a toy model of " + wanted + " " + what + ".");
        }
    }

    @Override
    public String toHtml() {
        return heatmap().toHtml();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "ToyInstance[%s: %d features in %d dimensions, loss %.3g]",
                setting.name(),
                features(),
                dimensions(),
                loss());
    }
}
