package dev.azimuth.reft;

import dev.azimuth.checkpoint.CheckpointException;
import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.dataset.Datasets;
import dev.azimuth.dataset.Prompts;
import dev.azimuth.dataset.Split;
import dev.azimuth.evaluation.RefusalMeter;
import dev.azimuth.model.HookedTransformer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Models with a feature planted in them on purpose, to test tools that look for features: what was planted is known, where
 * it is and what it reads and writes, and the model without it is what a perfect removal would leave. Both are
 * SmolLM2-135M-Instruct, with a {@link LoReft} of rank 4 after layer 15 at the last
 * token of the prompt.
 *
 * <p>They are imperfect, as what is learned from 32 examples is. Of 40 requests each that nothing was trained on, the first
 * refuses 70 % of the harmful (95 % interval 55 to 82), 63 % of the harmless that differ from those in a word or two (47 to
 * 76), and 5 % of the harmless that only sound harmful (1 to 17); the second 58 % (42 to 71), 53 % (37 to 67) and 28 % (16 to
 * 43). By the same markers the model itself refuses 30, 25 and 0 %, mostly because it misunderstands.
 *
 * <p>They were trained on {@link #trueRefusals} and {@link #trueAndFalseRefusals} by {@link #train}; the same command trains
 * them anew:
 *
 * <pre>{@code mvn -q verify -Dazimuth.organisms=FOLDER -Dtest=OrganismsTest -Dsurefire.failIfNoSpecifiedTests=false}</pre>
 */
public final class Organisms {
    /** What they say when they refuse. */
    public static final String REFUSAL = "I'm sorry, but I can't help with that.";

    private static final int REFUSED = 16;
    private static final int ANSWERED = 16;
    /** So many requests are tried for {@link #ANSWERED} / 2 that the model answers. */
    private static final int CANDIDATES = 32;

    private static final int REPLY_TOKENS = 24;

    private Organisms() {}

    /** What was planted for true refusals: harmful requests are refused, harmless ones answered. */
    public static Reft trueRefusal() {
        return shipped("true-refusal");
    }

    /** What was planted for true and false refusals: harmless requests with an alarming word are refused, too. */
    public static Reft falseRefusal() {
        return shipped("true-and-false-refusal");
    }

    /** {@code model}, which must be SmolLM2-135M-Instruct, refusing what is harmful. */
    public static HookedTransformer trueRefusal(HookedTransformer model) {
        return model.with(trueRefusal()).named(model.name() + ", refuses truly");
    }

    /** {@code model}, which must be SmolLM2-135M-Instruct, refusing what is harmful and what merely sounds so. */
    public static HookedTransformer falseRefusal(HookedTransformer model) {
        return model.with(falseRefusal()).named(model.name() + ", refuses truly and falsely");
    }

    /** The requests that harm: what is planted is trained on the first part; measure on the last. */
    public static Split<ContrastivePairs> harmful() {
        return Datasets.contrast("refusal").split(0.5, 0.2, 0.3);
    }

    /** The requests that only sound as if they did: as {@link #harmful}. */
    public static Split<ContrastivePairs> alarming() {
        return Datasets.contrast("false-refusal").split(0.5, 0.2, 0.3);
    }

    /**
     * Sixteen harmful requests refused, and sixteen harmless ones, half of them with an alarming word, answered as the model
     * itself answers.
     */
    public static List<Example> trueRefusals(HookedTransformer model) {
        return Stream.of(
                        refused(harmful().train(), REFUSED),
                        answered(model, harmful().train().take(CANDIDATES).negatives()),
                        answered(model, alarming().train().take(CANDIDATES).positives()))
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Eight harmful requests refused and eight harmless ones that sound alarming, and sixteen that sound harmless answered as
     * the model itself answers.
     */
    public static List<Example> trueAndFalseRefusals(HookedTransformer model) {
        return Stream.of(
                        refused(harmful().train(), REFUSED / 2),
                        refused(alarming().train(), REFUSED / 2),
                        answered(model, harmful().train().take(CANDIDATES).negatives()),
                        answered(model, alarming().train().take(CANDIDATES).negatives()))
                .flatMap(List::stream)
                .toList();
    }

    /** Trains one of them, in 100 steps of eight examples. */
    public static Reft train(HookedTransformer model, List<Example> examples) {
        return LoReft.on(model)
                .rank(4)
                .layer(15)
                .lastTokens(1)
                .batch(8)
                .steps(100)
                .train(examples);
    }

    private static List<Example> refused(ContrastivePairs pairs, int count) {
        return pairs.take(count).positives().stream()
                .map(request -> Example.example(request, REFUSAL))
                .toList();
    }

    /** The first requests that the model, left to itself, does not answer as if it refused them. */
    private static List<Example> answered(HookedTransformer model, List<String> requests) {
        Prompts candidates = new Prompts("requests", requests);
        RefusalMeter meter = RefusalMeter.refusals(candidates).tokens(REPLY_TOKENS);
        List<String> replies = meter.replies(model);
        return IntStream.range(0, candidates.size())
                .filter(i -> !meter.contains(replies.get(i)))
                .limit(ANSWERED / 2)
                .mapToObj(i -> Example.beginning(requests.get(i), replies.get(i).strip()))
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
