package dev.azimuth.reft;

import dev.azimuth.model.HookedTransformer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Teaches a model from a few examples by an intervention on its residual stream, while its weights stay as they are.
 *
 * <pre>{@code
 * Reft emoji = LoReft.on(model).rank(4).layer(15).lastTokens(1).train(examples);
 * model.with(emoji).generator().reply("What do you think of Paris?")
 * }</pre>
 *
 * <p>The loss is the mean cross-entropy of the answers' tokens, each answer with an end of text.
 */
public final class ReftTrainer {
    private final HookedTransformer model;
    private final ReftShape shape;
    private final Schedule schedule;
    private final boolean chat;
    private final @Nullable Reft start;
    private final @Nullable Reft other;

    private ReftTrainer(
            HookedTransformer model,
            ReftShape shape,
            Schedule schedule,
            boolean chat,
            @Nullable Reft start,
            @Nullable Reft other) {
        this.model = model;
        this.shape = shape;
        this.schedule = schedule;
        this.chat = chat;
        this.start = start;
        this.other = other;
    }

    static ReftTrainer on(HookedTransformer model, Form form) {
        ReftShape shape = ReftShape.of(form, model.config().nLayers() / 2);
        return new ReftTrainer(model, shape, Schedule.DEFAULT, true, null, null);
    }

    private ReftTrainer with(ReftShape changed) {
        return new ReftTrainer(model, changed, schedule, chat, start, other);
    }

    private ReftTrainer with(Schedule changed) {
        return new ReftTrainer(model, shape, changed, chat, start, other);
    }

    /** Rows of R; 4 unless told otherwise. */
    public ReftTrainer rank(int rank) {
        return with(shape.withRank(rank));
    }

    /** After this block; the middle one unless told otherwise. */
    public ReftTrainer layer(int layer) {
        return layers(layer);
    }

    /** After each of these blocks, with an intervention of its own unless {@link #sharedByLayers}. */
    public ReftTrainer layers(int... layers) {
        for (int layer : layers) {
            if (layer < 0 || layer >= model.config().nLayers()) {
                throw new IllegalArgumentException("There is no layer " + layer + " in " + model.name()
                        + ", which has the layers 0 to " + (model.config().nLayers() - 1) + ".");
            }
        }
        return with(shape.withLayers(Arrays.stream(layers).boxed().toList()));
    }

    /** After every block. */
    public ReftTrainer allLayers() {
        return layers(IntStream.range(0, model.config().nLayers()).toArray());
    }

    /** At the first {@code count} tokens of the prompt, too; 0 unless told otherwise. */
    public ReftTrainer firstTokens(int count) {
        return with(shape.withEnds(count, shape.ends().last()));
    }

    /** At the last {@code count} tokens of the prompt; 1 unless told otherwise. */
    public ReftTrainer lastTokens(int count) {
        return with(shape.withEnds(shape.ends().first(), count));
    }

    /** At the first {@code first} and the last {@code last} tokens of the prompt. */
    public ReftTrainer tokens(int first, int last) {
        return with(shape.withEnds(first, last));
    }

    /** An intervention of its own for each position, rather than one for all. */
    public ReftTrainer untied() {
        return with(shape.untied());
    }

    /** One intervention for all layers, rather than one for each. */
    public ReftTrainer sharedByLayers() {
        return with(shape.sharedByLayers());
    }

    /** 100 unless told otherwise. */
    public ReftTrainer steps(int count) {
        return with(schedule.withSteps(count));
    }

    /** Examples a step; 10 unless told otherwise. */
    public ReftTrainer batch(int examples) {
        return with(schedule.withBatch(examples));
    }

    /** 4e-3 unless told otherwise. It falls linearly to 0. */
    public ReftTrainer learningRate(double rate) {
        return with(schedule.withLearningRate(rate));
    }

    /** The share of the steps over which the learning rate rises from 0; none unless told otherwise. */
    public ReftTrainer warmup(double share) {
        return with(schedule.withWarmup(share));
    }

    /** 0 unless told otherwise. */
    public ReftTrainer weightDecay(double decay) {
        return with(schedule.withWeightDecay(decay));
    }

    /** Ends as soon as a step's loss is no higher than this. */
    public ReftTrainer stopAt(double loss) {
        return with(schedule.withStopAt(loss));
    }

    /** The same seed gives the same start and the same batches. */
    public ReftTrainer seed(long seed) {
        return with(schedule.withSeed(seed));
    }

    /** Takes prompts as they are, rather than as what a user says in a chat. */
    public ReftTrainer plainText() {
        return new ReftTrainer(model, shape, schedule, false, start, other);
    }

    /** Begins with the numbers of {@code reft}, rather than random ones; it must be of this form and act in these places. */
    public ReftTrainer from(Reft reft) {
        return new ReftTrainer(model, shape, schedule, chat, reft, other);
    }

    /**
     * In a subspace orthogonal to that of {@code reft}, as if both had their rows of one R; {@link Reft#and} lets them act
     * together. It does not act while this one is trained.
     */
    public ReftTrainer besides(Reft reft) {
        return new ReftTrainer(model, shape, schedule, chat, start, reft);
    }

    /** See {@link #train(List)}. */
    public Reft train(Example... examples) {
        return train(List.of(examples));
    }

    /**
     * Trains. Stopped early, by an interrupt as the stop button of a notebook sends it, it gives what has been learned so
     * far; {@link Reft#resume} goes on.
     *
     * @throws CancellationException when it is stopped before the first step
     * @throws IllegalStateException when the model is not in float32, or the loss is no longer a number
     */
    public Reft train(List<Example> examples) {
        if (examples.isEmpty()) {
            throw new IllegalArgumentException("There is no example to learn from. Give at least one; five will do.");
        }
        List<Tokens> tokens =
                examples.stream().map(each -> Tokens.of(model, each, chat)).toList();
        Reft.Card card = new Reft.Card(model.name(), model.config().dModel(), shape, chat);
        return TrainingRun.start(model, card, schedule, pieces(card), tokens);
    }

    private List<Piece> pieces(Reft.Card card) {
        if (start != null) {
            if (!start.card().shape().equals(shape) || start.card().width() != card.width()) {
                throw new IllegalArgumentException("Training of " + shape + " cannot begin with " + start
                        + ". It must be of the same form and rank, and act in the same places.");
            }
            return start.pieces();
        }
        if (other != null
                && !(other.card().shape().form().isOrthonormal() && shape.form().isOrthonormal())) {
            throw new IllegalArgumentException(
                    "The rows of " + Form.NODIREFT + " are not orthonormal, so nothing can be trained besides it.");
        }
        if (other != null
                && (other.card().width() != card.width()
                        || Piece.count(other.card().shape()) != Piece.count(shape))) {
            throw new IllegalArgumentException(
                    shape + " cannot be trained besides " + other + ", since they act in different places or models.");
        }
        Random random = new Random(schedule.seed());
        return Piece.of(
                shape, Piece.random(shape.rank(), card.width(), random, other == null ? List.of() : other.pieces()));
    }

    @Override
    public String toString() {
        return "Training of " + shape + " on " + model.name() + ": " + schedule
                + (chat ? "" : ", prompts as they are")
                + (start == null ? "" : ", from " + start)
                + (other == null ? "" : ", besides " + other);
    }
}
