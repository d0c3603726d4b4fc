package dev.azimuth.reft;

import dev.azimuth.family.WeightName;
import dev.azimuth.family.WeightName.Kind;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

/**
 * Low-rank adaptation (Hu et al., 2021, arXiv 2106.09685), the finetuning that representation finetuning is compared with:
 * each matrix chosen becomes {@code W + (α/r) B A}, of which A {@code [r, in]} and B {@code [out, r]} are trained. A begins
 * normal with a variance of {@code 1 / in}, B begins as zero, so that the first step's loss is the model's own.
 *
 * <pre>{@code
 * LoraEdit emoji = Lora.on(model).rank(4).train(examples);
 * model.edit(emoji).generator().reply("What do you think of Paris?")
 * }</pre>
 */
public final class Lora {
    private final HookedTransformer model;
    private final int rank;
    private final double alpha;
    private final List<Kind> kinds;
    private final List<Integer> layers;
    private final Schedule schedule;
    private final boolean chat;

    private Lora(
            HookedTransformer model,
            int rank,
            double alpha,
            List<Kind> kinds,
            List<Integer> layers,
            Schedule schedule,
            boolean chat) {
        this.model = model;
        this.rank = rank;
        this.alpha = alpha;
        this.kinds = kinds;
        this.layers = layers;
        this.schedule = schedule;
        this.chat = chat;
    }

    /** The projections of queries and values in every layer, as in the paper, unless told otherwise. */
    public static Lora on(HookedTransformer model) {
        List<Integer> all = IntStream.range(0, model.config().nLayers()).boxed().toList();
        return new Lora(
                model, 4, 8, List.of(Kind.QUERY, Kind.VALUE), all, Schedule.DEFAULT.withLearningRate(2e-3), true);
    }

    private Lora with(Schedule changed) {
        return new Lora(model, rank, alpha, kinds, layers, changed, chat);
    }

    /** Rows of A; 4 unless told otherwise. */
    public Lora rank(int rows) {
        if (rows < 1 || rows > model.config().dModel()) {
            throw new IllegalArgumentException("The rank is " + rows + "; it must lie between 1 and the width of "
                    + model.name() + ", " + model.config().dModel() + ".");
        }
        return new Lora(model, rows, alpha, kinds, layers, schedule, chat);
    }

    /** α, of which a change is α/r-fold; 8 unless told otherwise. */
    public Lora alpha(double value) {
        if (!(value > 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException("Alpha is " + value + "; it must be a number above 0.");
        }
        return new Lora(model, rank, value, kinds, layers, schedule, chat);
    }

    /** These matrices, such as {@link Kind#QUERY} and {@link Kind#DOWN}. */
    public Lora matrices(Kind... chosen) {
        List<Kind> known = model.weights().names().stream()
                .filter(name -> name.layer() == 0 && name.expert() == WeightName.NONE)
                .map(WeightName::kind)
                .filter(Kind::isMatrix)
                .toList();
        for (Kind kind : chosen) {
            if (!known.contains(kind)) {
                throw new IllegalArgumentException(kind + " is no matrix that each layer of " + model.name()
                        + " has once. Choose some of " + known + ".");
            }
        }
        if (chosen.length == 0) {
            throw new IllegalArgumentException("No matrix was chosen to be trained.");
        }
        return new Lora(model, rank, alpha, List.of(chosen), layers, schedule, chat);
    }

    /** In these layers; what lies below the first is computed once. */
    public Lora layers(int... chosen) {
        int count = model.config().nLayers();
        if (chosen.length == 0 || Arrays.stream(chosen).anyMatch(layer -> layer < 0 || layer >= count)) {
            throw new IllegalArgumentException("The layers " + Arrays.toString(chosen) + " are not some of those of "
                    + model.name() + ", 0 to " + (count - 1) + ".");
        }
        List<Integer> sorted = Arrays.stream(chosen).distinct().sorted().boxed().toList();
        return new Lora(model, rank, alpha, kinds, sorted, schedule, chat);
    }

    /** 100 unless told otherwise. */
    public Lora steps(int count) {
        return with(schedule.withSteps(count));
    }

    /** Examples a step; 10 unless told otherwise. */
    public Lora batch(int examples) {
        return with(schedule.withBatch(examples));
    }

    /** 2e-3 unless told otherwise. It falls linearly to 0. */
    public Lora learningRate(double rate) {
        return with(schedule.withLearningRate(rate));
    }

    /** Ends as soon as a step's loss is no higher than this. */
    public Lora stopAt(double loss) {
        return with(schedule.withStopAt(loss));
    }

    /** The same seed gives the same start and the same batches. */
    public Lora seed(long seed) {
        return with(schedule.withSeed(seed));
    }

    /** Takes prompts as they are, rather than as what a user says in a chat. */
    public Lora plainText() {
        return new Lora(model, rank, alpha, kinds, layers, schedule, false);
    }

    /** See {@link #train(List)}. */
    public LoraEdit train(Example... examples) {
        return train(List.of(examples));
    }

    /**
     * Trains; the loss is that of {@link ReftTrainer}. Stopped early, by an interrupt as the stop button of a notebook sends
     * it, it gives what has been learned so far.
     *
     * @throws CancellationException when it is stopped before the first step
     * @throws IllegalStateException when the model is not in float32, or the loss is no longer a number
     */
    public LoraEdit train(List<Example> examples) {
        if (examples.isEmpty()) {
            throw new IllegalArgumentException("There is no example to learn from. Give at least one; five will do.");
        }
        List<Tokens> data =
                examples.stream().map(each -> Tokens.of(model, each, chat)).toList();
        List<WeightName> names = layers.stream()
                .flatMap(layer -> kinds.stream().map(kind -> WeightName.of(kind, layer)))
                .toList();
        List<Variable> variables = variables(names);
        LoraEdit.Card card = new LoraEdit.Card(rank, alpha, names);
        Descent descent = Descent.start("training " + card, schedule, variables, () -> {});
        try (Batches<Tokens, AnswerBatch> batches =
                new Batches<>(schedule, data, some -> AnswerBatch.of(model, some, layers.get(0), each -> 0))) {
            Training training = descent.run(
                    step -> batches.at(step, batch -> batch.differentiateWeights(variables, names, card::changed)),
                    Tokens.digest(data));
            return new LoraEdit(card, variables, training);
        }
    }

    /** A and B of each matrix. */
    private List<Variable> variables(List<WeightName> names) {
        Random random = new Random(schedule.seed());
        List<Variable> variables = new ArrayList<>();
        for (WeightName name : names) {
            List<Long> shape = name.shape(model.config());
            int out = Math.toIntExact(shape.get(0));
            int in = Math.toIntExact(shape.get(1));
            float[] a = Rows.normal(rank * in, random);
            for (int i = 0; i < a.length; i++) {
                a[i] /= (float) Math.sqrt(in);
            }
            variables.add(Variable.of("A of " + name, rank, in, a));
            variables.add(Variable.of("B of " + name, out, rank, new float[out * rank]));
        }
        return variables;
    }

    @Override
    public String toString() {
        return "Training of rank " + rank + ", alpha " + alpha + " for " + kinds + " in layers " + layers + " of "
                + model.name() + ": " + schedule + (chat ? "" : ", prompts as they are");
    }
}
