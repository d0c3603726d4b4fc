package dev.azimuth.sae;

import dev.azimuth.hook.HookName;
import dev.azimuth.model.Activations;
import dev.azimuth.model.HookedTransformer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Trains an autoencoder on harvested activations, in memory or in files.
 *
 * <pre>{@code
 * var activations = model.harvest(texts).at(residPost(14)).everyToken();
 * var trained = SaeTrainer.on(model).of(activations).at(residPost(14)).topK(32).train();
 * trained.sae().evaluate(model, otherTexts)
 * }</pre>
 *
 * <p>Rows are centred and scaled to a variance of 1 a dimension on average, decoder rows have norm 1, and both are folded
 * into the weights at the end. Adam, its rate rising over the first twentieth of the steps and falling to 0 over the last
 * fifth. Features that were inactive for a while are put where the reconstruction is worst, at a quarter, half and three
 * quarters of the way (Bricken et al., 2023). The first row of a text that has several is left out: it is the attention sink.
 */
public final class SaeTrainer {
    /**
     * @param k features active at a row; 0 for ReLU with an L1 penalty
     * @param l1 the penalty's weight, where there is no k
     */
    record Settings(int expansion, int k, double l1, int epochs, int batch, double rate, long seed) {}

    private final HookedTransformer model;
    private @Nullable Activations activations;
    private @Nullable HookName site;
    private int expansion = 4;
    private int k = 32;
    private double l1;
    private int epochs = 5;
    private int batch = 512;
    private double rate = 1e-3;
    private long seed;
    private boolean firstRows;

    private SaeTrainer(HookedTransformer model) {
        this.model = model;
    }

    /** A trainer for this model. */
    public static SaeTrainer on(HookedTransformer model) {
        return new SaeTrainer(model);
    }

    /** On these activations of it. */
    public SaeTrainer of(Activations harvested) {
        SaeTrainer next = copy();
        next.activations = harvested;
        return next;
    }

    /** At this place; needed where they were harvested at several. */
    public SaeTrainer at(HookName place) {
        SaeTrainer next = copy();
        next.site = place;
        return next;
    }

    /** So many features for each dimension; 4 unless told. */
    public SaeTrainer expansion(int times) {
        SaeTrainer next = copy();
        next.expansion = atLeastOne("expansion", times);
        return next;
    }

    /** With at most k features active at a row; 32 unless told. */
    public SaeTrainer topK(int most) {
        SaeTrainer next = copy();
        next.k = atLeastOne("k", most);
        next.l1 = 0;
        return next;
    }

    /** With ReLU and this weight of the sum of activations, where a row's squared error is about d to begin with. */
    public SaeTrainer l1(double weight) {
        if (!(weight >= 0) || Double.isInfinite(weight)) {
            throw new IllegalArgumentException("An L1 penalty of weight " + weight + ". Give 0 or more.");
        }
        SaeTrainer next = copy();
        next.k = 0;
        next.l1 = weight;
        return next;
    }

    /** So many times through the rows; 5 unless told. */
    public SaeTrainer epochs(int count) {
        SaeTrainer next = copy();
        next.epochs = atLeastOne("number of epochs", count);
        return next;
    }

    /** So many rows a step; 512 unless told. */
    public SaeTrainer batchSize(int rows) {
        SaeTrainer next = copy();
        next.batch = atLeastOne("batch size", rows);
        return next;
    }

    /** Adam's rate; 0.001 unless told. */
    public SaeTrainer learningRate(double size) {
        if (!(size > 0) || Double.isInfinite(size)) {
            throw new IllegalArgumentException("A learning rate of " + size + ". Give a number above 0.");
        }
        SaeTrainer next = copy();
        next.rate = size;
        return next;
    }

    /** Of the first weights and the order of rows; 0 unless told. */
    public SaeTrainer seed(long number) {
        SaeTrainer next = copy();
        next.seed = number;
        return next;
    }

    /** With the first row of each text, too. */
    public SaeTrainer withFirstTokens() {
        SaeTrainer next = copy();
        next.firstRows = true;
        return next;
    }

    private SaeTrainer copy() {
        SaeTrainer copy = new SaeTrainer(model);
        copy.activations = activations;
        copy.site = site;
        copy.expansion = expansion;
        copy.k = k;
        copy.l1 = l1;
        copy.epochs = epochs;
        copy.batch = batch;
        copy.rate = rate;
        copy.seed = seed;
        copy.firstRows = firstRows;
        return copy;
    }

    private static int atLeastOne(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("The " + what + " is " + value + ". Give 1 or more.");
        }
        return value;
    }

    /**
     * Trains. It can be interrupted at any step.
     *
     * @throws IllegalStateException when no activations were given, or those of several places without saying which
     * @throws java.util.concurrent.CancellationException when the thread is interrupted
     */
    public TrainedSae train() {
        if (activations == null) {
            throw new IllegalStateException("There is nothing to train on. Give activations by of(model.harvest(texts)"
                    + ".at(residPost(12)).everyToken()).");
        }
        if (site == null && activations.names().size() > 1) {
            throw new IllegalStateException(
                    "The activations are of " + activations.names().size() + " places. Choose one by at(…), such as "
                            + activations.names().get(0) + ".");
        }
        HookName place = site == null ? activations.names().get(0) : site;
        return new SaeTraining(
                        new TrainingRows(activations, place, firstRows),
                        new Settings(expansion, k, l1, epochs, batch, rate, seed))
                .run(place, model.name());
    }

    @Override
    public String toString() {
        return "SaeTrainer on " + model.name() + (site == null ? "" : " at " + site) + ": " + expansion
                + " features a dimension, "
                + (k > 0 ? "the " + k + " largest active" : "ReLU with an L1 penalty of " + l1)
                + ", " + epochs + " epochs in batches of " + batch + ", Adam at "
                + String.format(Locale.ROOT, "%.1g", rate) + ", seed " + seed
                + (firstRows ? ", with texts' first tokens" : ", without texts' first tokens");
    }
}
