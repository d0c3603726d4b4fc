package dev.azimuth.superposition;

import dev.azimuth.direction.Direction;
import dev.azimuth.plot.Graph;
import dev.azimuth.plot.Heatmap;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Moments;
import dev.azimuth.tensor.SymmetricEigen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How the directions of a bank of features lie in one layer: their cosines, the same where every axis counts by how little
 * neutral text varies along it, what share of a dimension each has to itself, and how much of the variance.
 */
public final class LayerGeometry implements Tabular {
    private final List<Direction> bank;
    private final Spectrum spectrum;
    private final INDArray largestAxes;
    private final double[][] gram;
    private final double[][] whitened;
    private final double[] varianceShares;
    private final double[][] bands;

    private LayerGeometry(
            List<Direction> bank,
            Spectrum spectrum,
            INDArray largestAxes,
            double[][] gram,
            double[][] whitened,
            double[] varianceShares,
            double[][] bands) {
        this.bank = bank;
        this.spectrum = spectrum;
        this.largestAxes = largestAxes;
        this.gram = gram;
        this.whitened = whitened;
        this.varianceShares = varianceShares;
        this.bands = bands;
    }

    /**
     * Of these directions of one layer, at least two.
     *
     * @param background the moments of neutral activations there, without each text's first token, which would be most of
     *     the variance
     */
    public static LayerGeometry of(List<Direction> bank, Moments background) {
        if (bank.size() < 2) {
            throw new IllegalArgumentException(
                    "The geometry of " + bank.size() + " feature is not defined. Give at least two.");
        }
        bank.forEach(direction -> direction.requireWidth(background.width()));
        Whitening whitening = new Whitening(background);
        INDArray columns = columns(bank);
        double[][] none = new double[bank.size()][bank.size()];
        Arrays.stream(none).forEach(row -> Arrays.fill(row, Double.NaN));
        return new LayerGeometry(
                List.copyOf(bank),
                whitening.spectrum(),
                whitening.largestAxes(bank.size()),
                cosines(Matrices.rows(columns.transpose().mmul(columns))),
                cosines(whitening.whitenedGram(columns)),
                whitening.varianceShares(columns),
                none);
    }

    private static INDArray columns(List<Direction> bank) {
        return Matrices.of(bank.stream().map(Direction::unit).toArray(float[][]::new))
                .transpose();
    }

    private static double[][] cosines(double[][] gram) {
        double[][] cosines = new double[gram.length][gram.length];
        for (int i = 0; i < gram.length; i++) {
            for (int j = 0; j < gram.length; j++) {
                cosines[i][j] = gram[i][j] / Math.sqrt(gram[i][i] * gram[j][j]);
            }
        }
        return cosines;
    }

    /** The same beside the |cosine| that shuffled labels reach in 95 of 100 cases, {@code [k, k]}. */
    LayerGeometry bands(double[][] reached) {
        return new LayerGeometry(bank, spectrum, largestAxes, gram, whitened, varianceShares, reached);
    }

    /** The features' names. */
    public List<String> names() {
        return bank.stream().map(Direction::name).toList();
    }

    /** The cosines, {@code [k, k]}. */
    public INDArray gram() {
        return Nd4j.create(gram);
    }

    /**
     * {@code wᵢᵀΣ⁻¹wⱼ} over the square root of both diagonals, {@code [k, k]}: the cosines where neutral text is white. Σ is
     * shrunk as Bodnar, Gupta and Parolya (2014) derive.
     */
    public INDArray whitenedGram() {
        return Nd4j.create(whitened);
    }

    /** The largest |cosine| of two features. */
    public double coherence() {
        return pairs(gram).max().orElseThrow();
    }

    /** The mean |cosine| of two features. */
    public double meanCosine() {
        return pairs(gram).average().orElseThrow();
    }

    /** |values| above the diagonal. */
    static DoubleStream pairs(double[][] square) {
        return IntStream.range(0, square.length)
                .boxed()
                .flatMapToDouble(
                        i -> Arrays.stream(square[i], i + 1, square.length).map(Math::abs));
    }

    /**
     * The least coherence that k directions in d dimensions can have, {@code √((k − d)/(d(k − 1)))} (Welch, 1974); 0 up to
     * k = d, where all can be orthogonal.
     */
    public static double welchBound(int k, int d) {
        return k <= d ? 0 : Math.sqrt((double) (k - d) / ((double) d * (k - 1)));
    }

    /** How many dimensions neutral text fills here. */
    public Spectrum spectrum() {
        return spectrum;
    }

    /** As many of the axes along which neutral text varies most as there are features, {@code [d, k]}. */
    INDArray largestAxes() {
        return largestAxes;
    }

    /** What share of a dimension each has to itself, among these features. */
    public FeatureDimensionality dimensionality() {
        return FeatureDimensionality.of(names(), gram, spectrum.variances().length);
    }

    /** {@code wᵀΣw/tr Σ}: the share of neutral text's variance along each feature, 1/d for an axis like any other. */
    public double[] varianceShares() {
        return varianceShares.clone();
    }

    /** The angle between each feature and what all others span, in degrees; 90 where they do not touch it, 0 where they span it. */
    public double[] anglesToOthers() {
        return IntStream.range(0, gram.length)
                .mapToDouble(i -> Math.toDegrees(Math.acos(Math.sqrt(Math.min(1, sharedWithOthers(i))))))
                .toArray();
    }

    /** {@code gᵀG⁺g}, G the others' cosines and g those with them: the squared length of a feature's part in their span. */
    private double sharedWithOthers(int feature) {
        int[] others = IntStream.range(0, gram.length).filter(j -> j != feature).toArray();
        double[][] cosines = Arrays.stream(others)
                .mapToObj(
                        i -> Arrays.stream(others).mapToDouble(j -> gram[i][j]).toArray())
                .toArray(double[][]::new);
        INDArray own = Matrices.column(
                Arrays.stream(others).mapToDouble(j -> gram[feature][j]).toArray());
        INDArray weights = SymmetricEigen.of(Nd4j.createFromArray(cosines)).power(-1, own);
        return own.transpose().mmul(weights).getDouble(0);
    }

    /** A row for each feature. */
    @Override
    public Table table() {
        FeatureDimensionality dimensionality = dimensionality();
        int[] nearest = IntStream.range(0, gram.length).map(this::nearest).toArray();
        return Table.create(
                title(),
                StringColumn.create("feature", names()),
                DoubleColumn.create("dimensionality (share of one dimension)", dimensionality.values()),
                percent("share of capacity, D/d (%)", dimensionality.shareOfCapacity()),
                percent("share of neutral variance (%)", varianceShares),
                DoubleColumn.create("angle to the span of the others (°)", anglesToOthers()),
                StringColumn.create("nearest", Arrays.stream(nearest).mapToObj(j -> names().get(j))),
                DoubleColumn.create("its cosine", each(i -> gram[i][nearest[i]])),
                DoubleColumn.create("its whitened cosine", each(i -> whitened[i][nearest[i]])),
                DoubleColumn.create("95 % band of shuffled labels (±)", each(i -> bands[i][nearest[i]])));
    }

    private int nearest(int feature) {
        return IntStream.range(0, gram.length)
                .filter(j -> j != feature)
                .reduce((a, b) -> Math.abs(gram[feature][a]) >= Math.abs(gram[feature][b]) ? a : b)
                .orElseThrow();
    }

    private double[] each(IntToDoubleFunction of) {
        return IntStream.range(0, gram.length).mapToDouble(of).toArray();
    }

    private static DoubleColumn percent(String name, double[] shares) {
        return DoubleColumn.create(name, Arrays.stream(shares).map(s -> 100 * s).toArray());
    }

    /** Cosines beside whitened cosines, each printed. */
    public PlotlyFigure plot() {
        int k = gram.length;
        double[][] both = IntStream.range(0, k)
                .mapToObj(i -> {
                    double[] row = Arrays.copyOf(gram[i], 2 * k + 1);
                    row[k] = Double.NaN;
                    System.arraycopy(whitened[i], 0, row, k + 1, k);
                    return row;
                })
                .toArray(double[][]::new);
        List<String> columns = new ArrayList<>(names());
        columns.add("");
        names().forEach(name -> columns.add(name + " (Σ⁻¹)"));
        return Heatmap.of("feature; on the right whitened by neutral text", "feature", "cosine")
                .values(both)
                .rows(names())
                .columns(columns)
                .diverging(0)
                .range(-1, 1)
                .printed()
                .figure()
                .title(title());
    }

    /** Who overlaps with whom: linked where |cosine| is at least {@code least}. */
    public PlotlyFigure network(double least) {
        return Graph.of("cosine")
                .nodes(names())
                .links(gram, least)
                .figure()
                .title(gram.length + " features in layer " + bank.get(0).layer() + ", linked where |cosine| ≥ "
                        + ToyModel.number(least));
    }

    private String title() {
        double widest = pairs(bands).filter(Double::isFinite).max().orElse(Double.NaN);
        String chance = Double.isNaN(widest) ? "" : String.format(Locale.ROOT, "; shuffled labels reach ±%.2f", widest);
        return String.format(
                Locale.ROOT,
                "%d features in layer %d, neutral tokens n = %d%s",
                gram.length,
                bank.get(0).layer(),
                spectrum.rows(),
                chance);
    }

    @Override
    public String toString() {
        return title() + "\n" + table().printAll();
    }
}
