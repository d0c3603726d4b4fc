package dev.azimuth.reft;

import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Distributed alignment search (Geiger et al., 2023, arXiv 2303.02536): learns the subspace that carries a causal variable.
 * Where the row space of R, with orthonormal rows, does, {@code h + (s − h)RᵀR} makes a model say what it would if the
 * variable had the value it has in another text, whose activation is {@code s}; all else stays as it is.
 *
 * <pre>{@code
 * Alignment number = Das.on(model).rank(1).at(residPost(8)).train(interchanges);
 * number.accuracy()
 * }</pre>
 */
public final class Das {
    private static final int READ = 32;

    private final HookedTransformer model;
    private final HookName site;
    private final int rank;
    private final double heldOut;
    private final Schedule schedule;

    private Das(HookedTransformer model, HookName site, int rank, double heldOut, Schedule schedule) {
        this.model = model;
        this.site = site;
        this.rank = rank;
        this.heldOut = heldOut;
        this.schedule = schedule;
    }

    /** After the middle block, at the last token of each text, unless told otherwise. */
    public static Das on(HookedTransformer model) {
        HookName middle = HookName.residPost(model.config().nLayers() / 2);
        return new Das(model, middle, 1, 1 / 3.0, Schedule.DEFAULT.withLearningRate(1e-2));
    }

    /** Dimensions of the subspace; 1 unless told otherwise. */
    public Das rank(int dimensions) {
        if (dimensions < 1 || dimensions >= model.config().dModel()) {
            throw new IllegalArgumentException("A subspace of " + dimensions + " dimensions was asked for; it must have"
                    + " from 1 to " + (model.config().dModel() - 1) + ", less than the stream.");
        }
        return new Das(model, site, dimensions, heldOut, schedule);
    }

    /** After this block. */
    public Das at(HookName residPost) {
        if (residPost.point() != HookPoint.RESID_POST
                || residPost.layer() >= model.config().nLayers()) {
            throw new IllegalArgumentException("A subspace is sought after a block, but not at " + residPost
                    + ". Take residPost(0) to residPost(" + (model.config().nLayers() - 1) + ").");
        }
        return new Das(model, residPost, rank, heldOut, schedule);
    }

    /** The share of the interchanges that is only measured on; a third unless told otherwise. */
    public Das heldOut(double share) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("The share held out is " + share + "; it must lie between 0 and 1.");
        }
        return new Das(model, site, rank, share, schedule);
    }

    private Das with(Schedule changed) {
        return new Das(model, site, rank, heldOut, changed);
    }

    /** 100 unless told otherwise. */
    public Das steps(int count) {
        return with(schedule.withSteps(count));
    }

    /** Interchanges a step; 10 unless told otherwise. */
    public Das batch(int interchanges) {
        return with(schedule.withBatch(interchanges));
    }

    /** 1e-2 unless told otherwise. It falls linearly to 0. */
    public Das learningRate(double rate) {
        return with(schedule.withLearningRate(rate));
    }

    /** The same seed gives the same start, the same batches and holds out the same. */
    public Das seed(long seed) {
        return with(schedule.withSeed(seed));
    }

    /**
     * Trains on some of these and measures on the others. Stopped early by an interrupt, it measures what has been learned.
     *
     * @throws IllegalArgumentException when there are too few to train on some and hold out others
     * @throws IllegalStateException when the model is not in float32
     */
    public Alignment train(List<Interchange> interchanges) {
        int held = (int) Math.round(heldOut * interchanges.size());
        if (held < 1 || held >= interchanges.size()) {
            throw new IllegalArgumentException("Of " + interchanges.size() + " interchanges, " + held
                    + " would be held out. Give enough to train on some and measure on others.");
        }
        List<InterchangeTokens> all = read(interchanges);
        List<Integer> order = Batches.shuffled(all.size(), schedule.seed());
        List<InterchangeTokens> test =
                order.subList(0, held).stream().map(all::get).toList();
        List<InterchangeTokens> seen =
                order.subList(held, all.size()).stream().map(all::get).toList();
        Random random = new Random(schedule.seed());
        int width = model.config().dModel();
        Variable rotation = Variable.of("R", rank, width, orthonormal(random));
        Descent descent = Descent.start(
                "aligning " + site,
                schedule,
                List.of(rotation),
                () -> Rows.orthonormalize(rotation.values(), width, List.of()));
        try (Batches<InterchangeTokens, InterchangeBatch> batches =
                new Batches<>(schedule, seen, each -> InterchangeBatch.of(model, site, each))) {
            Training training = descent.run(step -> batches.at(step, batch -> batch.differentiate(rotation)), "");
            InterchangeAccuracy accuracy = new InterchangeAccuracy(model, site, test);
            return Alignment.of(site, rotation, training, accuracy, orthonormal(random));
        }
    }

    private float[] orthonormal(Random random) {
        float[] rows = Rows.normal(rank * model.config().dModel(), random);
        Rows.orthonormalize(rows, model.config().dModel(), List.of());
        return rows;
    }

    private List<InterchangeTokens> read(List<Interchange> interchanges) {
        List<InterchangeTokens> all = new ArrayList<>();
        for (int from = 0; from < interchanges.size(); from += READ) {
            List<Interchange> some = interchanges.subList(from, Math.min(from + READ, interchanges.size()));
            List<int[]> sources = some.stream()
                    .map(each -> InterchangeTokens.text(model, each.source()))
                    .toList();
            List<float[]> streams = LastToken.of(model, site, sources);
            for (int i = 0; i < some.size(); i++) {
                Interchange each = some.get(i);
                all.add(new InterchangeTokens(
                        InterchangeTokens.text(model, each.base()),
                        InterchangeTokens.answer(model, each.answer()),
                        streams.get(i)));
            }
        }
        return all;
    }

    @Override
    public String toString() {
        return "Search for " + rank + (rank == 1 ? " dimension" : " dimensions") + " of a causal variable after " + site
                + " of " + model.name() + ", " + Math.round(100 * heldOut) + " % held out: " + schedule;
    }
}
