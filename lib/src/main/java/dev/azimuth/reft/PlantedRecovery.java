package dev.azimuth.reft;

import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.dataset.Prompts;
import dev.azimuth.dataset.Split;
import dev.azimuth.direction.AffineMap;
import dev.azimuth.direction.Subspace;
import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.evaluation.KlDivergence;
import dev.azimuth.evaluation.Metric;
import dev.azimuth.evaluation.RefusalMeter;
import dev.azimuth.hook.HookName;
import dev.azimuth.intervention.AffineEdit;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Estimate;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.SymmetricEigen;
import dev.azimuth.tensor.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What is found of a planted feature, and what its removal leaves. In an organism it is known which subspace was written to,
 * and that the model without the plant is what a perfect removal leaves: the divergence from it is the collateral damage, of
 * which a real feature only allows an estimate.
 *
 * <p>What is found after the planted layer, at the last token of the chat prompt, is compared with the planted subspace, and
 * removed: along it every activation is brought to where the answered prompts are on average. It is the difference of the class
 * means, and as many principal components of the pairs' differences as dimensions were planted. Beside them stand the
 * difference that the model has without the plant, the planted subspace itself, and random ones.
 */
public final class PlantedRecovery implements Tabular {
    private static final long SEED = 20_240_601;
    private static final int RANDOM = 200;
    private static final int REPLY = 8;

    /**
     * One thing removed.
     *
     * @param cosine of the smallest angle between it and the planted subspace
     * @param angles all principal angles between the two in degrees, smallest first
     * @param refused the share of refused requests that still are
     * @param damage the divergence from the unpatched model on refused requests, in nats a token
     * @param collateral the same on answered ones
     */
    public record Removal(
            String name,
            @Nullable Estimate cosine,
            List<Double> angles,
            Estimate refused,
            Estimate damage,
            Estimate collateral) {}

    private final List<Removal> removals;

    private PlantedRecovery(List<Removal> removals) {
        this.removals = List.copyOf(removals);
    }

    /**
     * Looks for what {@code planted} was planted in {@code oracle}.
     *
     * @param data requests that are refused, as positive, and prompts that are answered; looked for on the training part,
     *     measured on the test part. Where the negative side is refused as well, moving to its mean leaves the refusals.
     */
    public static PlantedRecovery of(HookedTransformer oracle, Reft planted, Split<ContrastivePairs> data) {
        return new Search(oracle, planted, data).run();
    }

    /** What was removed, and what came of it; the first row is the organism as it is. */
    public List<Removal> removals() {
        return removals;
    }

    /** The same as a table, with 95 % intervals. */
    @Override
    public Table table() {
        return Table.create(
                "Recovery of what was planted, with 95 % intervals",
                StringColumn.create("removed", removals.stream().map(Removal::name)),
                StringColumn.create(
                        "cosine with what was planted",
                        removals.stream().map(each -> each.cosine == null ? "–" : each.cosine.toString())),
                StringColumn.create(
                        "principal angles (°)",
                        removals.stream()
                                .map(each -> each.angles.stream()
                                        .map(angle -> String.format(Locale.ROOT, "%.0f", angle))
                                        .collect(Collectors.joining(", ")))),
                StringColumn.create("still refused", removals.stream().map(each -> each.refused.toString())),
                StringColumn.create(
                        "KL from the unpatched model, refused requests",
                        removals.stream().map(each -> each.damage.toString())),
                StringColumn.create("answered requests", removals.stream().map(each -> each.collateral.toString())));
    }

    @Override
    public String toString() {
        return table().printAll();
    }

    /** One search. */
    private static final class Search {
        private final HookedTransformer oracle;
        private final HookedTransformer organism;
        private final Reft planted;
        private final Subspace subspace;
        private final Split<ContrastivePairs> data;
        private final HookName site;
        private final Prompts refused;
        private final Metric.Prepared damage;
        private final Metric.Prepared collateral;

        Search(HookedTransformer oracle, Reft planted, Split<ContrastivePairs> data) {
            this.oracle = oracle;
            this.organism = oracle.with(planted);
            this.planted = planted;
            this.subspace = planted.subspace();
            this.data = data;
            this.site = HookName.residPost(planted.card().shape().layers().get(0));
            this.refused = new Prompts("refused", data.test().positives());
            this.damage = KlDivergence.klDivergence(refused).on(oracle);
            this.collateral = KlDivergence.klDivergence(
                            new Prompts("answered", data.test().negatives()))
                    .on(oracle);
        }

        PlantedRecovery run() {
            float[][] positive = rows(organism, data.train().positives());
            float[][] negative = rows(organism, data.train().negatives());
            float[][] positiveBefore = rows(oracle, data.train().positives());
            float[][] negativeBefore = rows(oracle, data.train().negatives());
            float[] centre = Vectors.mean(negative);
            float[] found = difference(positive, negative);
            float[] before = difference(positiveBefore, negativeBefore);
            Random random = new Random(SEED);
            int width = centre.length;
            int planted = subspace.dimension();
            return new PlantedRecovery(List.of(
                    measure("nothing", null, List.of(), organism),
                    removed("mean difference", cosine(positive, negative), orthonormal(found), centre),
                    removed(
                            "principal components of the differences",
                            Bootstrap.estimate(
                                    positive.length,
                                    drawn -> cosine(principal(pick(positive, drawn), pick(negative, drawn)))),
                            principal(positive, negative),
                            centre),
                    removed(
                            "mean difference without the plant",
                            cosine(positiveBefore, negativeBefore),
                            orthonormal(before),
                            centre),
                    removed(
                            "planted subspace, to where it is without the plant",
                            Estimate.exact(1, 1),
                            subspace.basis(),
                            Vectors.mean(negativeBefore)),
                    removed("random direction", chance(width, 1), random(width, 1, random), centre),
                    removed("random subspace", chance(width, planted), random(width, planted, random), centre)));
        }

        private static INDArray random(int width, int dimensions, Random random) {
            return orthonormal(IntStream.range(0, dimensions)
                    .mapToObj(i -> Rows.normal(width, random))
                    .toArray(float[][]::new));
        }

        /** As many directions as were planted, in which the pairs differ most, {@code [d, k]}. */
        private INDArray principal(float[][] positive, float[][] negative) {
            float[][] differences = new float[positive.length][];
            Arrays.setAll(differences, i -> Vectors.plus(positive[i], -1, negative[i]));
            INDArray rows = Matrices.of(differences);
            int kept = Math.min(subspace.dimension(), differences.length);
            INDArray weights = Matrices.firstColumns(
                    SymmetricEigen.of(rows.mmul(rows.transpose())).vectors(), kept);
            return orthonormal(weights.transpose().mmul(rows));
        }

        private static INDArray orthonormal(float[]... vectors) {
            return orthonormal(Matrices.of(vectors));
        }

        /** The nearest orthonormal columns to these rows; by products, since the rows are few and long. */
        private static INDArray orthonormal(INDArray rows) {
            return SymmetricEigen.of(rows.mmul(rows.transpose()))
                    .power(-0.5, rows)
                    .transpose();
        }

        private float[][] rows(HookedTransformer model, List<String> requests) {
            return model.harvest(requests.stream().map(model::asChat).toList())
                    .at(site)
                    .lastToken()
                    .rows(site);
        }

        private Removal removed(String name, Estimate cosine, INDArray basis, float[] centre) {
            Subspace removed = Subspace.of(basis);
            List<Double> angles = Arrays.stream(removed.principalAngles(subspace))
                    .mapToObj(Math::toDegrees)
                    .toList();
            AffineMap map = removed.removal(Matrices.of(new float[][] {centre}));
            HookedTransformer without = organism.with(AffineEdit.of("removal", map, site)
                    .at(planted.pieces().get(0).positions()));
            return measure(name, cosine, angles, without);
        }

        private Removal measure(String name, @Nullable Estimate cosine, List<Double> angles, HookedTransformer model) {
            Estimate refusals = RefusalMeter.refusals(refused)
                    .markers(OrganismRefusals.BEGINNING)
                    .tokens(REPLY)
                    .on(oracle)
                    .measure(model)
                    .get(0)
                    .estimate();
            return new Removal(
                    name,
                    cosine,
                    angles,
                    refusals,
                    damage.measure(model).get(0).estimate(),
                    collateral.measure(model).get(0).estimate());
        }

        /** Of the difference of means with what was planted; the interval is over drawing other pairs. */
        private Estimate cosine(float[][] positive, float[][] negative) {
            return Bootstrap.estimate(
                    positive.length,
                    drawn -> cosine(orthonormal(difference(pick(positive, drawn), pick(negative, drawn)))));
        }

        /** Of random subspaces, with the range that holds 95 % of them. */
        private Estimate chance(int width, int dimensions) {
            Random random = new Random(SEED);
            double[] cosines = IntStream.range(0, RANDOM)
                    .mapToDouble(i -> cosine(random(width, dimensions, random)))
                    .toArray();
            return new Estimate(
                    Arrays.stream(cosines).average().orElseThrow(),
                    Bootstrap.quantile(cosines, 0.025),
                    Bootstrap.quantile(cosines, 0.975),
                    RANDOM);
        }

        /** Of the smallest angle between orthonormal columns and what was planted. */
        private double cosine(INDArray basis) {
            INDArray inner = subspace.coordinates(basis.transpose());
            return Math.sqrt(SymmetricEigen.of(inner.transpose().mmul(inner)).values()[0]);
        }

        private static float[] difference(float[][] positive, float[][] negative) {
            return Vectors.plus(Vectors.mean(positive), -1, Vectors.mean(negative));
        }

        private static float[][] pick(float[][] rows, int[] drawn) {
            return Arrays.stream(drawn).mapToObj(i -> rows[i]).toArray(float[][]::new);
        }
    }
}
