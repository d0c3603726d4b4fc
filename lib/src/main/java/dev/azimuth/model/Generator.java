package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.hook.Intervention;
import dev.azimuth.tensor.Scope;
import dev.azimuth.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Lets a model write on: greedily unless told otherwise, with a key-value cache, several prompts at once if wanted. The
 * model's interventions act on the prompt and on each new token.
 */
public final class Generator {
    private final HookedTransformer model;
    private final int maxTokens;
    private final Sampler sampler;
    private final Consumer<String> stream;
    private final List<HookFilter> cached;
    private final @Nullable Consumer<GeneratedToken> listener;

    Generator(HookedTransformer model) {
        this(model, 32, Sampler.GREEDY, piece -> {}, List.of(), null);
    }

    private Generator(
            HookedTransformer model,
            int maxTokens,
            Sampler sampler,
            Consumer<String> stream,
            List<HookFilter> cached,
            @Nullable Consumer<GeneratedToken> listener) {
        this.model = model;
        this.maxTokens = maxTokens;
        this.sampler = sampler;
        this.stream = stream;
        this.cached = cached;
        this.listener = listener;
    }

    /** At most this many new tokens; an end-of-text token ends a text sooner. */
    public Generator maxTokens(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("At most " + max + " tokens were asked for; ask for at least 1.");
        }
        return new Generator(model, max, sampler, stream, cached, listener);
    }

    /** Draws tokens at this temperature; 0 takes the likeliest. */
    public Generator temperature(double temperature) {
        return with(new Sampler(temperature, sampler.topP(), sampler.seed()));
    }

    /** Draws only from the likeliest tokens that together hold this share of the probability. */
    public Generator topP(double topP) {
        return with(new Sampler(sampler.temperature(), topP, sampler.seed()));
    }

    /** The same seed draws the same text. */
    public Generator seed(long seed) {
        return with(new Sampler(sampler.temperature(), sampler.topP(), seed));
    }

    private Generator with(Sampler other) {
        return new Generator(model, maxTokens, other, stream, cached, listener);
    }

    /** Hands the first prompt's text to {@code listener} as it is written, in whole characters. */
    public Generator stream(Consumer<String> reader) {
        return new Generator(model, maxTokens, sampler, reader, cached, listener);
    }

    /** Hands every token to {@code reader} as it is written, with the activations that {@link #cache} asks for. */
    public Generator listen(Consumer<GeneratedToken> reader) {
        return new Generator(model, maxTokens, sampler, stream, cached, reader);
    }

    /**
     * Keeps what {@code filters} choose, of the prompt and of each new token; see {@link Generation#cache}. Without a filter
     * all is kept but what is {@link HookPoint#isOnRequest}.
     */
    public Generator cache(HookFilter... filters) {
        for (HookFilter each : filters) {
            model.requireSomewhere(each, "The filter " + each.label() + " is");
        }
        List<HookFilter> asked =
                filters.length == 0 ? List.of(name -> !name.point().isOnRequest()) : List.of(filters);
        return new Generator(model, maxTokens, sampler, stream, asked, listener);
    }

    /** The continuation of {@code prompt}. */
    public Generation generate(String prompt) {
        return generate(List.of(prompt)).get(0);
    }

    /** The reply to {@code message}, in the model's own chat format. */
    public Generation reply(String message) {
        return generate(model.asChat(message));
    }

    /**
     * The continuations of {@code prompts}, computed together; each draws from the seed as it would alone. All end where
     * the longest reaches the model's context.
     *
     * @throws CancellationException when the thread is interrupted
     */
    public List<Generation> generate(List<String> prompts) {
        if (prompts.isEmpty()) {
            return List.of();
        }
        HookedTransformer running = begun();
        Tokenizer tokenizer = model.tokenizer();
        List<int[]> ids = prompts.stream().map(tokenizer::encode).toList();
        int[] lengths = ids.stream().mapToInt(prompt -> prompt.length).toArray();
        int longest = Arrays.stream(lengths).max().orElseThrow();
        int steps = Math.max(1, Math.min(maxTokens, model.config().nCtx() - longest + 1));
        List<List<Integer>> written = prompts.stream()
                .map(p -> (List<Integer>) new ArrayList<Integer>())
                .toList();
        BitSet ended = new BitSet();
        List<SplittableRandom> random =
                prompts.stream().map(p -> sampler.random()).toList();
        StreamedText streamed = new StreamedText(tokenizer, stream);

        TokenBatch batch = TokenBatch.of(ids);
        try (Scope scope = Scope.on(model.weights().device())) {
            KvCache cache = new KvCache(scope.manager(), model.config().nLayers(), prompts.size());
            GenerationTrace trace = new GenerationTrace(cached, scope.manager(), batch);
            for (int step = 0; step < steps && ended.cardinality() < prompts.size(); step++) {
                if (Thread.interrupted()) {
                    throw new CancellationException(
                            "Stopped while generating, after " + step + " of " + steps + " tokens.");
                }
                float[][] logits = running.pass(batch, trace.logits(), trace.nextPass(), cache, Generator::rows);
                int[] last = new int[prompts.size()];
                for (int text = 0; text < last.length; text++) {
                    if (!ended.get(text)) {
                        int id = sampler.next(logits[text], random.get(text));
                        written.get(text).add(id);
                        ended.set(text, tokenizer.eos().equals(OptionalInt.of(id)));
                        tell(trace, text, step, id);
                    }
                    last[text] = written.get(text).get(written.get(text).size() - 1);
                }
                streamed.update(written.get(0));
                batch = TokenBatch.written(last, lengths, ended);
            }
            streamed.end(written.get(0));
            return IntStream.range(0, prompts.size())
                    .mapToObj(text -> generation(prompts.get(text), ids.get(text), written.get(text), text, trace))
                    .toList();
        }
    }

    /** The model with interventions that have begun: what they remember of the prompt holds for what is written after it. */
    private HookedTransformer begun() {
        return model.withoutInterventions()
                .with(model.interventions().stream().map(Intervention::begin).toArray(Intervention[]::new));
    }

    private void tell(GenerationTrace trace, int text, int step, int id) {
        if (listener != null) {
            String token = model.tokenizer().token(id);
            listener.accept(new GeneratedToken(text, step, id, token, trace.latest(text)));
        }
    }

    private Generation generation(String prompt, int[] ids, List<Integer> written, int text, GenerationTrace trace) {
        Tokenizer tokenizer = model.tokenizer();
        List<String> tokens = IntStream.concat(
                        Arrays.stream(ids), written.stream().mapToInt(Integer::intValue))
                .mapToObj(tokenizer::token)
                .toList();
        return new Generation(
                prompt, StreamedText.text(tokenizer, written), written, tokens, trace.whole(text, written.size()));
    }

    /** Each text's logits at its last position. */
    private static float[][] rows(NDArray logits) {
        NDArray last = logits.getShape().get(1) == 1 ? logits : logits.get(":, -1:");
        float[] flat = last.toFloatArray();
        int texts = (int) logits.getShape().get(0);
        int width = flat.length / texts;
        float[][] rows = new float[texts][];
        for (int text = 0; text < texts; text++) {
            rows[text] = Arrays.copyOfRange(flat, text * width, (text + 1) * width);
        }
        return rows;
    }

    @Override
    public String toString() {
        return "Generator[at most " + maxTokens + " tokens, "
                + (sampler.temperature() == 0
                        ? "greedy"
                        : "temperature " + sampler.temperature() + ", top-p " + sampler.topP() + ", seed "
                                + sampler.seed())
                + (cached.isEmpty()
                        ? ""
                        : ", keeping " + cached.stream().map(HookFilter::label).collect(Collectors.joining(", ")))
                + "]";
    }
}
