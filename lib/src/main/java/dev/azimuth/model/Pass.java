package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.family.LayerAttention;
import dev.azimuth.family.ModelConfig;
import dev.azimuth.family.Rope;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.hook.Hooks;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all layers of one forward pass share: its hooks, where its tokens stand, and what each may look at.
 */
final class Pass {
    final Hooks hooks;
    final @Nullable KvCache cache;
    /** Each token's place in its own text, 0 for padding; {@code [batch, pos]}. */
    final NDArray positions;

    private final Map<Rope, RotaryEmbedding> rotary;
    private final Map<Integer, AttentionMask> masks;
    private final boolean gradient;

    private Pass(
            Hooks hooks,
            boolean gradient,
            NDArray positions,
            Map<Rope, RotaryEmbedding> rotary,
            Map<Integer, AttentionMask> masks,
            @Nullable KvCache cache) {
        this.hooks = hooks;
        this.gradient = gradient;
        this.positions = positions;
        this.rotary = rotary;
        this.masks = masks;
        this.cache = cache;
    }

    /** Whether derivatives are asked for. */
    boolean isGradient() {
        return gradient;
    }

    /** Whether the part of a layer that has {@code points} inside must be computed step by step. */
    boolean isReadable(int layer, HookPoint... points) {
        for (HookPoint point : points) {
            if (hooks.any(point, layer)) {
                return true;
            }
        }
        return false;
    }

    /** Cosines and sines of the rotary embedding; none without one. */
    NDArray[] rope(@Nullable Rope rope) {
        RotaryEmbedding embedding = rope == null ? null : rotary.get(rope);
        return embedding == null ? new NDArray[0] : embedding.arrays();
    }

    /** What is added to scores; see {@link AttentionMask#arrays}. */
    NDArray[] mask(int window) {
        AttentionMask mask = masks.get(window);
        return mask == null ? new NDArray[0] : mask.arrays();
    }

    /** See {@link AttentionMask#isPlainlyCausal}. */
    boolean isPlainlyCausal(int window) {
        AttentionMask mask = masks.get(window);
        return mask != null && mask.isPlainlyCausal();
    }

    /** Queries or keys {@code [batch, pos, heads, d_head]}, turned by their positions; as they are without an embedding. */
    NDArray rotated(@Nullable Rope rope, NDArray x) {
        RotaryEmbedding embedding = rope == null ? null : rotary.get(rope);
        return embedding == null ? x : embedding.apply(x);
    }

    /** Scores {@code [batch, heads, query, key]} without those of keys that a query may not see. */
    NDArray masked(int window, NDArray scores) {
        AttentionMask mask = masks.get(window);
        return mask == null ? scores : mask.apply(scores);
    }

    static Pass begin(NDManager manager, ModelConfig config, TokenBatch batch, PassRequest request) {
        KvCache cache = request.cache();
        int past = cache == null ? 0 : cache.length();
        int[][] positions = new int[batch.size()][batch.length()];
        int[] starts = new int[batch.size()];
        boolean[][] isToken = new boolean[batch.size()][batch.length()];
        for (int text = 0; text < batch.size(); text++) {
            int padding = batch.padding(text);
            starts[text] = cache == null ? 0 : cache.tokens(text);
            for (int i = 0; i < batch.length(); i++) {
                isToken[text][i] = i >= padding;
                positions[text][i] = isToken[text][i] ? starts[text] + i - padding : 0;
            }
        }
        checkLength(positions, config);
        Map<Rope, RotaryEmbedding> rotary = new HashMap<>();
        Map<Integer, AttentionMask> masks = new HashMap<>();
        for (LayerAttention layer : config.layers()) {
            masks.computeIfAbsent(
                    layer.window(), window -> AttentionMask.of(manager, batch, isToken, past, cache, window));
            if (layer.rope() != null) {
                rotary.computeIfAbsent(
                        layer.rope(), rope -> new RotaryEmbedding(manager, positions, config.dHead(), rope));
            }
        }
        if (cache != null) {
            cache.advance(isToken);
        }
        Shape shape = new Shape(batch.size(), batch.length());
        long[] places = Arrays.stream(positions)
                .flatMapToInt(Arrays::stream)
                .asLongStream()
                .toArray();
        return new Pass(
                new Hooks(request.interventions(), batch.tokens(starts, request.tokenizer())),
                request.gradient(),
                manager.create(places, shape),
                rotary,
                masks,
                cache);
    }

    private static void checkLength(int[][] positions, ModelConfig config) {
        for (int[] row : positions) {
            if (row[row.length - 1] >= config.nCtx()) {
                throw new IllegalArgumentException("A text of " + (row[row.length - 1] + 1)
                        + " tokens is longer than the model's context of " + config.nCtx() + ". Shorten it.");
            }
        }
    }
}
