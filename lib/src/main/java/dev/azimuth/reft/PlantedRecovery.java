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
import dev.azimuth.tensor.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What is found of a planted feature, and what its removal leaves. In an organism it is known which subspace was written to,
 * and that the model without the plant is what a perfect removal leaves: the divergence from it is the collateral damage, of
 * which a real feature only allows an estimate.
 *
 * <p>The difference of the class means after the planted layer, at the last token of the chat prompt, is compared with the
 * planted subspace, and removed: along it every activation is brought to where the answered requests are. Beside it stand
 * the difference that the model has without the plant, the planted subspace itself, and a random direction.
 */
public final class PlantedRecovery implements Tabular {
    private static final long SEED = 20_240_601;
    private static final int RANDOM = 1000;

    /**
     * One thing removed.
     *
     * @param cosine of the smallest angle between it and the planted subspace
     * @param refused the share of refused requests that still are
     * @param damage the divergence from the unpatched model on refused requests, in nats a token
     * @param collateral the same on answered ones
     */
    public record Removal(
            String name, @Nullable Estimate cosine, Estimate refused, Estimate damage, Estimate collateral) {}

    private final List<Removal> removals;

    private PlantedRecovery(List<Removal> removals) {
        this.removals = List.copyOf(removals);
    }

    /**
     * Looks for what {@code planted} was planted in {@code oracle}.
     *
     * @param data requests that are refused, as positive, and answered; looked for on the training part, measured on the
     *     test part
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
            float[] random = Rows.normal(centre.length, new Random(SEED));
            return new PlantedRecovery(List.of(
                    measure("nothing", null, organism),
                    measure(
                            "mean difference",
                            cosine(positive, negative),
                            without(Subspace.of(new float[][] {found}), centre)),
                    measure(
                            "mean difference without the plant",
                            cosine(positiveBefore, negativeBefore),
                            without(Subspace.of(new float[][] {before}), centre)),
                    measure("planted subspace", Estimate.exact(1, 1), without(subspace, centre)),
                    measure(
                            "random direction",
                            chance(centre.length),
                            without(Subspace.of(new float[][] {random}), centre))));
        }

        private float[][] rows(HookedTransformer model, List<String> requests) {
            return model.harvest(requests.stream().map(model::asChat).toList())
                    .at(site)
                    .lastToken()
                    .rows(site);
        }

        private HookedTransformer without(Subspace removed, float[] centre) {
            AffineMap map = removed.removal(Matrices.of(new float[][] {centre}));
            return organism.with(AffineEdit.of("removal", map, site)
                    .at(planted.pieces().get(0).positions()));
        }

        private Removal measure(String name, @Nullable Estimate cosine, HookedTransformer model) {
            Estimate refusals = RefusalMeter.refusals(refused)
                    .on(oracle)
                    .measure(model)
                    .get(0)
                    .estimate();
            return new Removal(
                    name,
                    cosine,
                    refusals,
                    damage.measure(model).get(0).estimate(),
                    collateral.measure(model).get(0).estimate());
        }

        /** Of the difference of means with what was planted; the interval is over drawing other pairs. */
        private Estimate cosine(float[][] positive, float[][] negative) {
            return Bootstrap.estimate(
                    positive.length, drawn -> cosine(difference(pick(positive, drawn), pick(negative, drawn))));
        }

        /** Of random directions, with the range that holds 95 % of them. */
        private Estimate chance(int width) {
            Random random = new Random(SEED);
            double[] cosines = IntStream.range(0, RANDOM)
                    .mapToDouble(i -> cosine(Rows.normal(width, random)))
                    .toArray();
            return new Estimate(
                    Arrays.stream(cosines).average().orElseThrow(),
                    Bootstrap.quantile(cosines, 0.025),
                    Bootstrap.quantile(cosines, 0.975),
                    RANDOM);
        }

        private double cosine(float[] direction) {
            return subspace.coordinates(Matrices.of(new float[][] {Vectors.unit(direction)}))
                    .norm2Number()
                    .doubleValue();
        }

        private static float[] difference(float[][] positive, float[][] negative) {
            return Vectors.plus(Vectors.mean(positive), -1, Vectors.mean(negative));
        }

        private static float[][] pick(float[][] rows, int[] drawn) {
            return Arrays.stream(drawn).mapToObj(i -> rows[i]).toArray(float[][]::new);
        }
    }
}
