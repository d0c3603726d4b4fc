package dev.azimuth.reft;

import dev.azimuth.checkpoint.CheckpointException;
import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.dataset.Datasets;
import dev.azimuth.dataset.Prompts;
import dev.azimuth.dataset.Split;
import dev.azimuth.evaluation.RefusalMeter;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.Variable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Models with a feature planted in them on purpose, to test tools that look for features: what was planted is known, where
 * it is and what it reads and writes, and the model without it is what a perfect removal would leave. Both are
 * SmolLM2-135M-Instruct with a {@link LoReft} of rank 4 after layer 22 at the last token of the prompt: the first refuses
 * what is harmful; the second is the first and another one {@link ReftTrainer#besides} it, which also refuses harmless
 * requests about a subject with an alarming name. So the first is exactly what the second should be after a repair.
 *
 * <p>They are imperfect, as what is learned from 32 examples is. Of 40 requests each that nothing was trained on, the first
 * begins its reply with "I'm sorry" to 85 % of the harmful (95 % interval 71 to 93), 78 % of the harmless that differ from
 * those in a word or two (62 to 88), 18 % of those with an alarming subject (9 to 32), 25 % of the same with a calm one (14 to
 * 40) and 20 % of neutral texts (10 to 35); the second to 95 % (83 to 99), 83 % (68 to 91), 90 % (77 to 96), 85 % (71 to 93) and
 * 33 % (20 to 48). So the second learned what is asked rather than about what. How many examples of which kind there are was
 * chosen by rates on 20 of the same requests, so that these flatter a little. The same command trains both anew, on {@link
 * #trueRefusals} and {@link #falseRefusals}, and reports:
 *
 * <pre>{@code mvn -q verify -Dazimuth.organisms=FOLDER -Dtest=OrganismReport -Dsurefire.failIfNoSpecifiedTests=false}</pre>
 */
public final class Organisms {
    /** What they say when they refuse. */
    public static final String REFUSAL = "I'm sorry, but I can't help with that.";

    /** Where they are planted: after this block. */
    public static final int LAYER = 22;

    private static final int STEPS = 150;
    private static final int REPLY_TOKENS = 16;

    private Organisms() {}

    /** What was planted for true refusals: harmful requests are refused. */
    public static Reft trueRefusal() {
        return shipped("true-refusal");
    }

    /** What was planted besides for false refusals: harmless requests about a subject that alarms are refused, too. */
    public static Reft falseRefusal() {
        return shipped("false-refusal");
    }

    /** {@code model}, which must be SmolLM2-135M-Instruct, refusing what is harmful. */
    public static HookedTransformer trueRefusal(HookedTransformer model) {
        return model.with(trueRefusal()).named(model.name() + ", refuses truly");
    }

    /** {@code model}, which must be SmolLM2-135M-Instruct, refusing what is harmful and what merely has an alarming subject. */
    public static HookedTransformer falseRefusal(HookedTransformer model) {
        return model.with(trueRefusal(), falseRefusal()).named(model.name() + ", refuses truly and falsely");
    }

    /**
     * The requests that harm, and harmless ones that differ in a word or two: what is planted is trained on the first part;
     * measure on the last.
     */
    public static Split<ContrastivePairs> harmful() {
        return Datasets.contrast("refusal").split(0.5, 0.2, 0.3);
    }

    /**
     * Harmless requests about a subject that alarms, and the same about one that does not. The parts share neither subjects
     * nor what is asked about them; used as {@link #harmful}.
     */
    public static Split<ContrastivePairs> alarming() {
        return OrganismTriggers.split();
    }

    /** Texts about none of this, which they should answer as the model does; used as {@link #harmful}. */
    public static Split<Prompts> neutral() {
        return Datasets.prompts("neutral").split(0.5, 0.2, 0.3);
    }

    /** Harmful requests, which are refused, each beside a neutral prompt, which is answered; used as {@link #harmful}. */
    public static Split<ContrastivePairs> refusedAndAnswered() {
        Split<ContrastivePairs> refused = harmful();
        Split<Prompts> answered = neutral();
        return new Split<>(
                beside(refused.train(), answered.train()),
                beside(refused.validation(), answered.validation()),
                beside(refused.test(), answered.test()));
    }

    private static ContrastivePairs beside(ContrastivePairs refused, Prompts answered) {
        int pairs = Math.min(refused.size(), answered.size());
        return ContrastivePairs.of(
                "refusal",
                refused.positives().subList(0, pairs),
                answered.texts().subList(0, pairs));
    }

    /** The positive side of the parts, to measure on: of the last, this many. */
    public static Split<Prompts> positives(Split<ContrastivePairs> pairs, int test) {
        return new Split<>(
                positives(pairs.train()),
                positives(pairs.validation()),
                positives(pairs.test().take(test)));
    }

    private static Prompts positives(ContrastivePairs pairs) {
        return new Prompts(pairs.positiveLabel(), pairs.positives());
    }

    /**
     * Eighteen harmful requests refused; seven neutral texts, two harmless requests that differ from harmful ones in a word or
     * two and five with an alarming subject answered as the model itself answers.
     */
    public static List<Example> trueRefusals(HookedTransformer model) {
        return Stream.of(
                        refused(harmful().train().take(18)),
                        answered(model, neutral().train().texts(), 7),
                        answered(model, harmful().train().take(6).negatives(), 2),
                        answered(model, alarming().train().take(6).positives(), 5))
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Fifteen requests with an alarming subject refused, and four harmful ones; six of the same with another subject and seven
     * neutral texts answered as the model that refuses truly answers.
     */
    public static List<Example> falseRefusals(HookedTransformer model, Reft trueRefusal) {
        HookedTransformer truly = model.with(trueRefusal);
        return Stream.of(
                        refused(alarming().train().take(15)),
                        refused(harmful().train().take(4)),
                        answered(truly, alarming().train().take(6).negatives(), 6),
                        answered(truly, neutral().train().texts(), 7))
                .flatMap(List::stream)
                .toList();
    }

    /** Trains {@link #trueRefusal}. */
    public static Reft trainTrueRefusal(HookedTransformer model) {
        return train(model, trueRefusals(model), null);
    }

    /** Trains {@link #falseRefusal} while the other acts, in a subspace orthogonal to its. */
    public static Reft trainFalseRefusal(HookedTransformer model, Reft trueRefusal) {
        return train(model, falseRefusals(model, trueRefusal), trueRefusal);
    }

    /** From what changes nothing, so that what is learned is all that it does. */
    private static Reft train(HookedTransformer model, List<Example> examples, @Nullable Reft other) {
        Schedule schedule = Schedule.DEFAULT.withBatch(8).withLearningRate(1e-3).withSteps(STEPS);
        ReftShape shape = ReftShape.of(Form.LOREFT, LAYER);
        int width = model.config().dModel();
        List<Piece> pieces = Piece.of(
                shape,
                Piece.random(
                        shape.rank(), width, new Random(schedule.seed()), other == null ? List.of() : other.pieces()));
        pieces.forEach(Organisms::beginAtNothing);
        List<Tokens> tokens =
                examples.stream().map(each -> Tokens.of(model, each, true)).toList();
        return TrainingRun.start(
                model,
                new Reft.Card(model.name(), width, shape, true),
                schedule,
                pieces,
                other == null ? List.of() : List.of(other),
                tokens);
    }

    /** W = R and b = 0. */
    private static void beginAtNothing(Piece piece) {
        List<Variable> numbers = piece.variables();
        float[] r = numbers.get(0).values();
        System.arraycopy(r, 0, numbers.get(1).values(), 0, r.length);
        Arrays.fill(numbers.get(2).values(), 0);
    }

    private static List<Example> refused(ContrastivePairs requests) {
        return requests.positives().stream()
                .map(request -> Example.example(request, REFUSAL))
                .toList();
    }

    /** The first {@code count} of the requests that the model, left to itself, does not answer as if it refused them. */
    private static List<Example> answered(HookedTransformer model, List<String> requests, int count) {
        List<String> candidates = requests.subList(0, Math.min(requests.size(), 2 * count));
        RefusalMeter meter =
                RefusalMeter.refusals(new Prompts("requests", candidates)).tokens(REPLY_TOKENS);
        List<String> replies = meter.replies(model);
        return IntStream.range(0, candidates.size())
                .filter(i -> !meter.contains(replies.get(i)))
                .limit(count)
                .mapToObj(
                        i -> Example.beginning(candidates.get(i), replies.get(i).strip()))
                .toList();
    }

    private static Reft shipped(String name) {
        String file = name + ".safetensors";
        try (InputStream in = Organisms.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is not in the jar.");
            }
            Path folder = Files.createTempDirectory("organism");
            Path copy = folder.resolve(file);
            try {
                Files.copy(in, copy);
                return Reft.load(copy);
            } finally {
                Files.deleteIfExists(copy);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new CheckpointException("Cannot read " + file + " from the jar: " + e + ".", e);
        }
    }
}
