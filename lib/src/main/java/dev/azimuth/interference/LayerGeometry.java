package dev.azimuth.interference;

import dev.azimuth.direction.Direction;
import dev.azimuth.discovery.Directions;
import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.hook.HookName;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.PrincipalAxes;
import dev.azimuth.tensor.Shrinkage;
import dev.azimuth.tensor.SymmetricEigen;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * How several features lie in one place, from training texts alone: where each is written, {@code w = μ⁺ − μ⁻}, and how it
 * is read, {@code b = Σ⁻¹w / (wᵀΣ⁻¹w)}, with Σ the covariance within the classes of all features, shrunk as Ledoit and
 * Wolf derive. In the metric {@code G = WᵀΣ⁻¹W} everything about a pair is a quotient of two entries.
 */
final class LayerGeometry {
    private static final int DRAWS = 200;

    private final HookName site;
    private final List<Directions> features;
    private final int rows;
    private final double[] spectrum;
    private final INDArray inverse;
    private final List<INDArray> differences;
    private final INDArray write;
    private final INDArray solved;

    private LayerGeometry(
            HookName site,
            List<Directions> features,
            int rows,
            double[] spectrum,
            INDArray inverse,
            List<INDArray> differences) {
        this.site = site;
        this.features = features;
        this.rows = rows;
        this.spectrum = spectrum;
        this.inverse = inverse;
        this.differences = differences;
        this.write = Nd4j.vstack(differences.stream()
                .map(each -> each.mean(0).reshape(1, each.columns()))
                .toArray(INDArray[]::new));
        this.solved = write.mmul(inverse);
    }

    static LayerGeometry of(List<Directions> features, HookName site) {
        List<INDArray> centred = new ArrayList<>();
        List<INDArray> differences = new ArrayList<>();
        for (Directions feature : features) {
            requireSought(feature, site);
            INDArray rows = Matrices.of(feature.trainRows(site));
            int pairs = rows.rows() / 2;
            INDArray positive = rows.get(NDArrayIndex.interval(0, pairs), NDArrayIndex.all());
            INDArray negative = rows.get(NDArrayIndex.interval(pairs, 2L * pairs), NDArrayIndex.all());
            differences.add(positive.sub(negative));
            centred.add(positive.subRowVector(positive.mean(0)));
            centred.add(negative.subRowVector(negative.mean(0)));
        }
        INDArray within = Nd4j.vstack(centred.toArray(INDArray[]::new));
        PrincipalAxes axes = PrincipalAxes.of(within);
        INDArray covariance = within.transpose().mmul(within).divi(within.rows());
        INDArray shrunk = Shrinkage.apply(covariance, Shrinkage.ledoitWolf(within, axes));
        INDArray identity = Nd4j.eye(shrunk.rows()).castTo(shrunk.dataType());
        INDArray inverse = SymmetricEigen.of(shrunk).power(-1, identity);
        return new LayerGeometry(
                site, List.copyOf(features), within.rows(), axes.singularValues(), inverse, differences);
    }

    private static void requireSought(Directions feature, HookName site) {
        List<HookName> sought = feature.all().stream().map(Direction::site).toList();
        if (!sought.contains(site)) {
            throw new IllegalArgumentException(
                    "What reads " + feature.name() + " at " + site
                            + " cannot be fitted: directions were found at " + sought
                            + ". Search at residPost(), which is every layer, and choose a layer in which all features have one.");
        }
    }

    HookName site() {
        return site;
    }

    /** How many training pairs a feature has. */
    int pairs(int feature) {
        return differences.get(feature).rows();
    }

    /** How many texts the covariance rests on. */
    int rows() {
        return rows;
    }

    /** How a feature is read, b. */
    Readout readout(int feature) {
        return new Readout(features.get(feature), site, axis(feature).read());
    }

    /** A vector in this geometry. */
    Axis axis(float[] vector) {
        INDArray row = Matrices.of(new float[][] {vector});
        return new Axis(row, row.mmul(inverse));
    }

    /** Where a feature is written, w. */
    Axis axis(int feature) {
        return new Axis(row(write, feature), row(solved, feature));
    }

    /** Where it would seem to be written with other pairs of the same kind, one axis a draw. */
    List<Axis> redrawn(int feature) {
        int pairs = differences.get(feature).rows();
        SplittableRandom random = new SplittableRandom(17);
        double[][] weights = new double[DRAWS][pairs];
        for (double[] draw : weights) {
            for (int i = 0; i < pairs; i++) {
                draw[random.nextInt(pairs)] += 1.0 / pairs;
            }
        }
        return axes(feature, weights);
    }

    /** Where it would seem to be written if labels meant nothing: the sides of a random half of the pairs swapped. */
    List<Axis> shuffled(int feature) {
        int pairs = differences.get(feature).rows();
        SplittableRandom random = new SplittableRandom(19);
        double[][] weights = new double[DRAWS][pairs];
        for (double[] draw : weights) {
            int left = pairs / 2;
            for (int i = 0; i < pairs; i++) {
                boolean swapped = random.nextInt(pairs - i) < left;
                left -= swapped ? 1 : 0;
                draw[i] = (swapped ? -1.0 : 1.0) / pairs;
            }
        }
        return axes(feature, weights);
    }

    private List<Axis> axes(int feature, double[][] weights) {
        INDArray drawn = Nd4j.createFromArray(weights).mmul(differences.get(feature));
        INDArray drawnSolved = drawn.mmul(inverse);
        return IntStream.range(0, weights.length)
                .mapToObj(i -> new Axis(row(drawn, i), row(drawnSolved, i)))
                .toList();
    }

    private static INDArray row(INDArray matrix, int row) {
        return matrix.get(NDArrayIndex.interval(row, row + 1), NDArrayIndex.all());
    }

    /** Participation ratio {@code (Σλ)²/Σλ²} of the variances within classes: how many dimensions share them. */
    double participationRatio() {
        double sum = 0;
        double squares = 0;
        for (double s : spectrum) {
            sum += s * s;
            squares += s * s * s * s;
        }
        return sum * sum / squares;
    }

    /** Effective rank {@code exp(−Σ p ln p)}, p the singular values over their sum (Roy and Vetterli, 2007). */
    double effectiveRank() {
        double sum = 0;
        for (double s : spectrum) {
            sum += s;
        }
        double entropy = 0;
        for (double s : spectrum) {
            entropy -= s / sum * Math.log(s / sum);
        }
        return Math.exp(entropy);
    }

    /** A vector v and {@code Σ⁻¹v}. */
    static final class Axis {
        private final double[] vector;
        private final double[] solved;

        Axis(double[] vector, double[] solved) {
            this.vector = vector;
            this.solved = solved;
        }

        private Axis(INDArray vector, INDArray solved) {
            this(Matrices.values(vector), Matrices.values(solved));
        }

        /** What reads it, {@code Σ⁻¹v / (vᵀΣ⁻¹v)}. */
        float[] read() {
            double size = with(this);
            float[] read = new float[solved.length];
            for (int i = 0; i < read.length; i++) {
                read[i] = (float) (solved[i] / size);
            }
            return read;
        }

        /** {@code vᵀΣ⁻¹u}. */
        double with(Axis other) {
            return Readouts.dot(vector, other.solved);
        }

        double cosine(Axis other) {
            return Readouts.dot(vector, other.vector)
                    / Math.sqrt(Readouts.dot(vector, vector) * Readouts.dot(other.vector, other.vector));
        }

        /** The cosine where every direction within classes has the same variance. */
        double whitenedCosine(Axis other) {
            return with(other) / Math.sqrt(with(this) * other.with(other));
        }

        /** How much of its own full step this one's reader sees when the other is written. */
        double seesOf(Axis other) {
            return with(other) / with(this);
        }
    }

    /** The |value| that one in twenty of the axes exceeds. */
    static double band(List<Axis> axes, ToDoubleFunction<Axis> value) {
        return Bootstrap.quantile(
                axes.stream()
                        .mapToDouble(axis -> Math.abs(value.applyAsDouble(axis)))
                        .toArray(),
                0.95);
    }

    @Override
    public String toString() {
        return "geometry of " + features.size() + " features at " + site;
    }
}
