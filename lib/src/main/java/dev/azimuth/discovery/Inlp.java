package dev.azimuth.discovery;

import dev.azimuth.direction.AffineMap;
import dev.azimuth.direction.Subspace;
import dev.azimuth.tensor.Matrices;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Iterative null-space projection (Ravfogel et al., 2020, arXiv 2004.07667): fits a linear classifier, projects its weights
 * away, and again. Each round costs a dimension or more, and something is left after all of them, which {@link Leace} needs
 * only one step for; it is here to be compared with.
 */
public final class Inlp {
    private static final double PENALTY = 1e-3;

    private Inlp() {}

    /**
     * So many rounds of logistic regression, one against the rest where there are several classes.
     *
     * @param x rows, {@code [n, d]}
     * @param z their labels, 0 and 1, one column for each class or one for two classes
     */
    public static AffineMap of(INDArray x, INDArray z, int rounds) {
        if (rounds < 1) {
            throw new IllegalArgumentException("INLP of " + rounds + " rounds erases nothing. Give 1 or more.");
        }
        AffineMap erased = round(x, z);
        for (int round = 1; round < rounds; round++) {
            erased = erased.then(round(erased.apply(x), z));
        }
        return erased;
    }

    private static AffineMap round(INDArray x, INDArray z) {
        int classifiers = z.columns() == 2 ? 1 : z.columns(); // the second of two is the first upside down
        List<INDArray> weights = new ArrayList<>();
        for (int j = 0; j < classifiers; j++) {
            LogisticRegression regression = new LogisticRegression(x, labels(z, j));
            weights.add(regression.weights(regression.fit(PENALTY)));
        }
        return Subspace.of(Nd4j.hstack(weights)).removal(x.mean(0));
    }

    private static boolean[] labels(INDArray z, int column) {
        double[] values = Matrices.values(z.getColumn(column));
        boolean[] labels = new boolean[values.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = values[i] > 0.5;
        }
        return labels;
    }
}
