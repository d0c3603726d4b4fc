package dev.azimuth.attribution;

import dev.azimuth.direction.Direction;
import dev.azimuth.model.Generation;
import dev.azimuth.model.HookedTransformer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Lets two models write on from the same prompts, greedily, in step: what each writes, where they part, and how far apart
 * they are at each token of what the first wrote.
 *
 * <pre>{@code
 * GenerationComparison.between(model, model.with(steering(direction))).along(direction).of("The film was")
 * }</pre>
 */
public final class GenerationComparison {
    private final HookedTransformer base;
    private final HookedTransformer changed;
    private final List<Direction> directions;
    private final int maxTokens;

    private GenerationComparison(
            HookedTransformer base, HookedTransformer changed, List<Direction> directions, int maxTokens) {
        this.base = base;
        this.changed = changed;
        this.directions = directions;
        this.maxTokens = maxTokens;
    }

    /** Of a model and a changed one, which must read the same tokens. */
    public static GenerationComparison between(HookedTransformer base, HookedTransformer changed) {
        if (base.config().dVocab() != changed.config().dVocab()) {
            throw new IllegalArgumentException(
                    base.name() + " has " + base.config().dVocab() + " tokens and "
                            + changed.name() + " " + changed.config().dVocab()
                            + ": they cannot be compared token by token. Compare a model with a changed one of its own.");
        }
        return new GenerationComparison(base, changed, List.of(), 32);
    }

    /** Also how far along these both are while they write. */
    public GenerationComparison along(Direction... given) {
        return new GenerationComparison(base, changed, List.of(given), maxTokens);
    }

    /** At most so many tokens; 32 unless told. */
    public GenerationComparison maxTokens(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("At most " + count + " tokens say nothing. Ask for at least 1.");
        }
        return new GenerationComparison(base, changed, directions, count);
    }

    /** On from these prompts. */
    public ComparedGenerations of(String... prompts) {
        return of(List.of(prompts));
    }

    /** In reply to these messages, in the model's own chat format. */
    public ComparedGenerations replies(String... messages) {
        return of(List.of(messages).stream().map(base::asChat).toList());
    }

    /**
     * On from these prompts.
     *
     * @throws java.util.concurrent.CancellationException when the thread is interrupted
     */
    public ComparedGenerations of(List<String> prompts) {
        if (prompts.isEmpty()) {
            throw new IllegalArgumentException("No prompt was given. Give at least one.");
        }
        List<ComparedGeneration> compared = new ArrayList<>();
        StopSign.over(prompts, "writing side by side", prompt -> compared.add(compare(prompt)));
        return new ComparedGenerations(directions.stream().map(Direction::name).toList(), compared);
    }

    private ComparedGeneration compare(String prompt) {
        LogitTrace first = new LogitTrace(directions, List.of());
        Generation written = generate(base.with(first), prompt);
        LogitTrace second = new LogitTrace(directions, written.ids());
        generate(changed.with(second), prompt); // held to what the first wrote
        return ComparedGeneration.of(written, generate(changed, prompt), first, second, base.tokenizer());
    }

    private Generation generate(HookedTransformer model, String prompt) {
        return model.generator().maxTokens(maxTokens).generate(prompt);
    }

    @Override
    public String toString() {
        return "GenerationComparison between " + base + " and " + changed + ", at most " + maxTokens + " tokens, greedy"
                + (directions.isEmpty()
                        ? ""
                        : ", along " + directions.stream().map(Direction::name).collect(Collectors.joining(", ")));
    }
}
