package dev.azimuth.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Moments;
import dev.azimuth.tensor.PrincipalAxes;
import dev.azimuth.tensor.Svd;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** What the theorems say of LEACE: no linear predictor learns from erased rows, and no other map moves them less. */
class LeaceOptimalityTest {
    private static final double LARGEST_COEFFICIENT = 4e-9;
    /** Slopes φ′ of convex losses φ of the margin: of logistic regression, of a squared hinge, of boosting. */
    private static final DoubleUnaryOperator[] SLOPES = {
        margin -> -1 / (1 + Math.exp(margin)), margin -> -2 * Math.max(0, 1 - margin), margin -> -Math.exp(-margin)
    };

    @Test
    void aLogisticProbeOfErasedRowsLearnsNothing() {
        LabelledRows rows = LabelledRows.of(2);
        assertThat(logistic(rows.x(), rows.isFirst())).isGreaterThan(0.05);
        assertThat(logistic(Leace.of(rows.moments()).apply(rows.x()), rows.isFirst()))
                .isLessThan(LARGEST_COEFFICIENT);
    }

    /** Hardly penalised, and sought from elsewhere: the intercept alone must be the best there is. */
    private static double logistic(INDArray x, boolean[] labels) {
        LogisticRegression regression = new LogisticRegression(x, labels);
        double[] start = normal(regression.start().length);
        double[] fitted = regression.fit(IntStream.range(0, labels.length).toArray(), 1e-8, start, 1e-13);
        return regression.weights(fitted).amaxNumber().doubleValue();
    }

    @Test
    void aLinearSupportVectorMachineOfErasedRowsLearnsNothing() {
        LabelledRows rows = LabelledRows.of(2);
        assertThat(supportVectors(rows.x(), rows.isFirst())).isGreaterThan(0.05);
        assertThat(supportVectors(Leace.of(rows.moments()).apply(rows.x()), rows.isFirst()))
                .isLessThan(LARGEST_COEFFICIENT);
    }

    /** With the squared hinge loss, in principal axes of unit variance, without penalty. */
    private static double supportVectors(INDArray x, boolean[] labels) {
        INDArray centred = x.subRowVector(x.mean(0));
        PrincipalAxes axes = PrincipalAxes.of(centred);
        double[] s = Arrays.stream(axes.singularValues())
                .map(value -> value / Math.sqrt(labels.length))
                .toArray();
        double[][] white = Matrices.rows(axes.coordinates(centred).diviRowVector(Nd4j.createFromArray(s)));
        double[] fitted =
                Lbfgs.minimize((w, gradient) -> squaredHinge(white, labels, w, gradient), normal(s.length + 1), 1e-13);
        double[] coordinates = new double[s.length];
        Arrays.setAll(coordinates, i -> fitted[i] / s[i]);
        return axes.vector(coordinates).amaxNumber().doubleValue();
    }

    /** Its mean; the last of the weights is the intercept. */
    private static double squaredHinge(double[][] rows, boolean[] labels, double[] w, double[] gradient) {
        Arrays.fill(gradient, 0);
        int last = w.length - 1;
        double loss = 0;
        for (int row = 0; row < rows.length; row++) {
            double sign = labels[row] ? 1 : -1;
            double score = w[last];
            for (int i = 0; i < last; i++) {
                score += w[i] * rows[row][i];
            }
            double lacking = Math.max(0, 1 - sign * score);
            loss += lacking * lacking / rows.length;
            double slope = -2 * sign * lacking / rows.length;
            for (int i = 0; i < last; i++) {
                gradient[i] += slope * rows[row][i];
            }
            gradient[last] += slope;
        }
        return loss;
    }

    private static double[] normal(int count) {
        return new SplittableRandom(4).doubles(count, -0.5, 0.5).toArray();
    }

    /** Where the gradient of a convex function is zero, it is at its minimum: no linear predictor beats the constant. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 20})
    void noConvexLossFallsFromItsBestConstant(int classes) {
        LabelledRows rows = LabelledRows.of(classes);
        INDArray erased = Leace.of(rows.moments()).apply(rows.x());
        for (DoubleUnaryOperator slope : SLOPES) {
            assertThat(largestGradient(rows.x(), rows.isFirst(), slope)).isGreaterThan(0.05);
            assertThat(largestGradient(erased, rows.isFirst(), slope)).isLessThan(1e-13);
        }
    }

    /** By the weights of a linear predictor that is the best constant. */
    private static double largestGradient(INDArray x, boolean[] labels, DoubleUnaryOperator slope) {
        double share = (double)
                        IntStream.range(0, labels.length).filter(i -> labels[i]).count()
                / labels.length;
        double low = -50;
        double high = 50;
        for (int step = 0; step < 200; step++) {
            double middle = (low + high) / 2;
            boolean isBelow = share * slope.applyAsDouble(middle) < (1 - share) * slope.applyAsDouble(-middle);
            low = isBelow ? middle : low;
            high = isBelow ? high : middle;
        }
        double constant = (low + high) / 2;
        double[] slopes = new double[labels.length];
        Arrays.setAll(
                slopes,
                i -> (labels[i] ? slope.applyAsDouble(constant) : -slope.applyAsDouble(-constant)) / labels.length);
        return x.transpose().mmul(Matrices.column(slopes)).amaxNumber().doubleValue();
    }

    /**
     * The gradient of the squared distance that a map moves the rows, in any inner product, along all maps that erase as
     * much: {@code Cov(x' − x, x)·N}, N a basis of what is orthogonal to the covariance with the labels.
     */
    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void noOtherMapThatErasesMovesTheRowsLess(int classes) {
        LabelledRows rows = LabelledRows.of(classes);
        Moments moments = rows.moments();
        assertThat(gradientOfMoving(rows.x(), Leace.of(moments).apply(rows.x()), moments))
                .isLessThan(1e-12);
        assertThat(gradientOfMoving(rows.x(), Leace.shrunk(moments).apply(rows.x()), moments))
                .isGreaterThan(1e-5);
        assertThat(gradientOfMoving(rows.x(), Sal.of(moments).apply(rows.x()), moments))
                .isGreaterThan(1e-2);
    }

    private static double gradientOfMoving(INDArray x, INDArray erased, Moments moments) {
        INDArray signal = Svd.of(moments.crossCovariance()).basis(Leace.DEPENDENT);
        INDArray covariance = Moments.of(x, erased.sub(x)).crossCovariance();
        INDArray free = covariance.sub(signal.mmul(signal.transpose().mmul(covariance)));
        return free.amaxNumber().doubleValue();
    }

    /** Columns that say the same twice cost no second dimension. */
    @Test
    void theRankIsThatOfTheLabels() {
        LabelledRows rows = LabelledRows.of(3);
        INDArray twice = Nd4j.hstack(rows.z(), rows.z());
        assertThat(Leace.of(Moments.of(rows.x(), twice)).rank()).isEqualTo(2);
        INDArray one = rows.z().get(NDArrayIndex.all(), NDArrayIndex.interval(0, 1));
        assertThat(Leace.of(Moments.of(rows.x(), one)).rank()).isEqualTo(1);
    }
}
