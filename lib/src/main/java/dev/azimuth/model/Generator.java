package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import dev.azimuth.tensor.Scope;
import dev.azimuth.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Lets a model write on: greedily unless told otherwise, with a key-value cache, several prompts at once if wanted. The
 * model's interventions act on the prompt and on each new token.
 */
public final class Generator {
    private final HookedTransformer model;
    private final int maxTokens;
    private final Sampler sampler;
    private final Consumer<String> stream;

    Generator(HookedTransformer model) {
        this(model, 32, Sampler.GREEDY, piece -> {});
    }

    private Generator(HookedTransformer model, int maxTokens, Sampler sampler, Consumer<String> stream) {
        this.model = model;
        this.maxTokens = maxTokens;
        this.sampler = sampler;
        this.stream = stream;
    }

    /** At most this many new tokens; an end-of-text token ends a text sooner. */
    public Generator maxTokens(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("At most " + max + " tokens were asked for; ask for at least 1.");
        }
        return new Generator(model, max, sampler, stream);
    }

    /** Draws tokens at this temperature; 0 takes the likeliest. */
    public Generator temperature(double temperature) {
        return new Generator(model, maxTokens, new Sampler(temperature, sampler.topP(), sampler.seed()), stream);
    }

    /** Draws only from the likeliest tokens that together hold this share of the probability. */
    public Generator topP(double topP) {
        return new Generator(model, maxTokens, new Sampler(sampler.temperature(), topP, sampler.seed()), stream);
    }

    /** The same seed draws the same text. */
    public Generator seed(long seed) {
        return new Generator(model, maxTokens, new Sampler(sampler.temperature(), sampler.topP(), seed), stream);
    }

    /** Hands the first prompt's text to {@code listener} as it is written, in whole characters. */
    public Generator stream(Consumer<String> listener) {
        return new Generator(model, maxTokens, sampler, listener);
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
        Tokenizer tokenizer = model.tokenizer();
        List<int[]> next =
                new ArrayList<>(prompts.stream().map(tokenizer::encode).toList());
        List<List<Integer>> written = prompts.stream()
                .map(p -> (List<Integer>) new ArrayList<Integer>())
                .toList();
        boolean[] ended = new boolean[prompts.size()];
        List<SplittableRandom> random =
                prompts.stream().map(p -> sampler.random()).toList();
        int longest = next.stream().mapToInt(ids -> ids.length).max().orElseThrow();
        int steps = Math.max(1, Math.min(maxTokens, model.config().nCtx() - longest + 1));
        OptionalInt eos = tokenizer.eos();
        Streamed streamed = new Streamed(tokenizer, stream);

        try (Scope scope = Scope.on(model.weights().device())) {
            KvCache cache = new KvCache(scope.manager(), model.config().nLayers(), prompts.size());
            for (int step = 0; step < steps && !all(ended); step++) {
                if (Thread.interrupted()) {
                    throw new CancellationException(
                            "Stopped while generating, after " + step + " of " + steps + " tokens.");
                }
                float[][] logits = model.pass(TokenBatch.of(next), LogitsAt.LAST, List.of(), cache, Generator::rows);
                for (int text = 0; text < ended.length; text++) {
                    if (!ended[text]) {
                        int id = sampler.next(logits[text], random.get(text));
                        written.get(text).add(id);
                        ended[text] = eos.isPresent() && id == eos.getAsInt();
                    }
                    // An ended text keeps its row, whose tokens nobody reads.
                    next.set(text, new int[] {
                        written.get(text).get(written.get(text).size() - 1)
                    });
                }
                streamed.update(written.get(0));
            }
        }
        streamed.end(written.get(0));
        return IntStream.range(0, prompts.size())
                .mapToObj(i -> new Generation(prompts.get(i), text(tokenizer, written.get(i)), written.get(i)))
                .toList();
    }

    private static String text(Tokenizer tokenizer, List<Integer> ids) {
        return tokenizer.decode(ids.stream().mapToInt(Integer::intValue).toArray(), true);
    }

    private static float[][] rows(NDArray logits) {
        float[] flat = logits.toFloatArray();
        int texts = (int) logits.getShape().get(0);
        int width = flat.length / texts;
        float[][] rows = new float[texts][];
        for (int text = 0; text < texts; text++) {
            rows[text] = Arrays.copyOfRange(flat, text * width, (text + 1) * width);
        }
        return rows;
    }

    private static boolean all(boolean[] flags) {
        for (boolean flag : flags) {
            if (!flag) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return "Generator[at most " + maxTokens + " tokens, "
                + (sampler.temperature() == 0
                        ? "greedy"
                        : "temperature " + sampler.temperature() + ", top-p " + sampler.topP() + ", seed "
                                + sampler.seed())
                + "]";
    }

    /** Turns growing token lists into pieces of text, holding back a character whose bytes are not all there. */
    private static final class Streamed {
        private final Tokenizer tokenizer;
        private final Consumer<String> listener;
        private int sent = 0;

        Streamed(Tokenizer tokenizer, Consumer<String> listener) {
            this.tokenizer = tokenizer;
            this.listener = listener;
        }

        void update(List<Integer> ids) {
            String all = text(tokenizer, ids);
            if (!all.endsWith("\uFFFD")) {
                send(all);
            }
        }

        void end(List<Integer> ids) {
            send(text(tokenizer, ids));
        }

        private void send(String all) {
            if (all.length() > sent) {
                listener.accept(all.substring(sent));
                sent = all.length();
            }
        }
    }
}
