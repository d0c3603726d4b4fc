package dev.azimuth.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.direction.Direction;
import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.plot.Bars;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Scope;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Features by the |cosine| of their decoder rows with a direction, nearest first, and beside them what chance gives: one
 * random cosine is about {@code 1/√d}, the largest of m is far above that, and m rows in d dimensions cannot all be closer
 * to orthogonal than the Welch bound.
 */
public final class NearestFeatures implements Tabular {
    private static final int SHOWN = 10;
    private static final int RANDOM = 200;

    private final String what;
    private final float[] cosines; // of every feature
    private final List<Integer> order;
    private final double randomLargest;
    private final int width;

    private NearestFeatures(String what, float[] cosines, List<Integer> order, double randomLargest, int width) {
        this.what = what;
        this.cosines = cosines;
        this.order = order;
        this.randomLargest = randomLargest;
        this.width = width;
    }

    static NearestFeatures of(SparseAutoencoder sae, Direction direction) {
        direction.requireWidth(sae.config().width());
        return of(sae, direction.toString(), direction.unit(), -1);
    }

    static NearestFeatures of(SparseAutoencoder sae, int feature) {
        return of(sae, "feature " + feature, sae.decoderRow(feature), feature);
    }

    private static NearestFeatures of(SparseAutoencoder sae, String what, float[] vector, int itself) {
        int width = sae.config().width();
        SplittableRandom random = new SplittableRandom(20_240_601);
        float[] all = new float[(RANDOM + 1) * width];
        System.arraycopy(vector, 0, all, 0, width);
        for (int i = width; i < all.length; i++) {
            all[i] = (float) random.nextGaussian();
        }
        float[] cosines;
        double[] largest;
        try (Scope scope = Scope.on(sae.weights().get(SaeWeights.DECODER).getDevice())) {
            NDArray directions = scope.manager().create(all, new Shape(RANDOM + 1, width));
            NDArray rows = sae.weights().get(SaeWeights.DECODER).get(scope.manager(), new NDIndex(":"));
            NDArray products = unit(directions).matMul(unit(rows).transpose()); // [directions, m]
            cosines = products.get(0).toFloatArray();
            float[] most = products.get("1:").abs().max(new int[] {1}).toFloatArray();
            largest = IntStream.range(0, most.length).mapToDouble(i -> most[i]).toArray();
        } finally {
            Reference.reachabilityFence(sae);
        }
        List<Integer> order = IntStream.range(0, cosines.length)
                .filter(feature -> feature != itself)
                .boxed()
                .sorted(Comparator.comparingDouble(feature -> -Math.abs(cosines[feature])))
                .toList();
        return new NearestFeatures(what, cosines, order, Bootstrap.quantile(largest, 0.95), width);
    }

    private static NDArray unit(NDArray rows) {
        return rows.div(rows.norm(new int[] {1}, true).maximum(1e-12f));
    }

    /** The features, nearest first. */
    public List<Integer> features() {
        return order;
    }

    /** A feature's cosine. */
    public double cosine(int feature) {
        return cosines[feature];
    }

    /** The largest |cosine| with any feature that 95 % of random directions stay below, in this dictionary. */
    public double randomLargest() {
        return randomLargest;
    }

    /** {@code 1/√d}, the size of one random cosine. */
    public double randomCosine() {
        return 1 / Math.sqrt(width);
    }

    /** What the largest |cosine| between two of m rows is at least (Welch, 1974); 0 where m is not above d. */
    public double welchBound() {
        double m = cosines.length;
        return m <= width ? 0 : Math.sqrt((m - width) / (width * (m - 1)));
    }

    /** The ten nearest; {@link #table(int)} for more. */
    @Override
    public Table table() {
        return table(SHOWN);
    }

    /** The {@code most} nearest: feature, cosine, and whether it is above what a random direction would find. */
    public Table table(int most) {
        List<Integer> shown = order.stream().limit(most).toList();
        return Table.create(
                "Features nearest to " + what + "; " + nulls(),
                IntColumn.create(
                        "feature", shown.stream().mapToInt(Integer::intValue).toArray()),
                DoubleColumn.create(
                        "cosine",
                        shown.stream().mapToDouble(feature -> cosines[feature]).toArray()),
                StringColumn.create(
                        "beyond chance",
                        shown.stream().map(feature -> Math.abs(cosines[feature]) > randomLargest ? "yes" : "no")));
    }

    private String nulls() {
        return String.format(
                Locale.ROOT,
                "one random |cosine| is about %.2g, the largest of %d below %.2g in 95 %% of random directions, Welch bound %.2g",
                randomCosine(),
                cosines.length,
                randomLargest,
                welchBound());
    }

    /** The ten nearest as bars, before the band of what random directions find. */
    public PlotlyFigure plot() {
        List<Integer> shown = order.stream().limit(SHOWN).toList();
        double[] high = new double[shown.size()];
        Arrays.fill(high, randomLargest);
        double[] low = Arrays.stream(high).map(x -> -x).toArray();
        return Bars.of("feature", "cosine with " + what)
                .categories(shown.stream().map(feature -> "" + feature).toList())
                .series(
                        "decoder row",
                        shown.stream().mapToDouble(feature -> cosines[feature]).toArray())
                .nullBand("nearest of all features to a random direction, 95 %", low, high)
                .figure();
    }

    @Override
    public String toString() {
        return "NearestFeatures of " + cosines.length + " to " + what + "; " + nulls();
    }
}
