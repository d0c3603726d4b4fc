package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.family.ModelConfig;
import dev.azimuth.hook.Hooks;
import dev.azimuth.hook.Intervention;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all layers of one forward pass share: its hooks, where its tokens stand, and what each may look at.
 */
final class Pass {
    final Hooks hooks;
    final RotaryEmbedding rotary;
    final @Nullable NDArray mask;
    final @Nullable KvCache cache;

    private Pass(Hooks hooks, RotaryEmbedding rotary, @Nullable NDArray mask, @Nullable KvCache cache) {
        this.hooks = hooks;
        this.rotary = rotary;
        this.mask = mask;
        this.cache = cache;
    }

    static Pass begin(
            NDManager manager,
            ModelConfig config,
            TokenBatch batch,
            List<Intervention> interventions,
            @Nullable KvCache cache) {
        int past = cache == null ? 0 : cache.length();
        int[][] positions = new int[batch.size()][batch.length()];
        long[] flat = new long[batch.size() * batch.length()];
        boolean[][] isToken = new boolean[batch.size()][batch.length()];
        for (int text = 0; text < batch.size(); text++) {
            int padding = batch.padding(text);
            int before = cache == null ? 0 : cache.tokens(text);
            for (int i = 0; i < batch.length(); i++) {
                isToken[text][i] = i >= padding;
                positions[text][i] = isToken[text][i] ? before + i - padding : 0;
                flat[text * batch.length() + i] = isToken[text][i] ? positions[text][i] : -1;
            }
        }
        checkLength(positions, config);
        NDArray mask = mask(manager, batch, isToken, past, cache);
        if (cache != null) {
            cache.advance(isToken);
        }
        NDArray places = manager.create(flat, new Shape(batch.size(), batch.length()));
        return new Pass(
                new Hooks(interventions, places),
                new RotaryEmbedding(manager, positions, config.dHead(), config.ropeTheta()),
                mask,
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

    /** 0 where a query may look, the most negative number where it may not; null where every query sees every key. */
    private static @Nullable NDArray mask(
            NDManager manager, TokenBatch batch, boolean[][] isToken, int past, @Nullable KvCache cache) {
        boolean padded = batch.isPadded() || (cache != null && anyPadding(cache, batch.size()));
        int queries = batch.length();
        if (!padded && queries == 1) {
            return null;
        }
        int rows = padded ? batch.size() : 1;
        int keys = past + queries;
        float[] mask = new float[rows * queries * keys];
        int at = 0;
        for (int text = 0; text < rows; text++) {
            for (int query = 0; query < queries; query++) {
                for (int key = 0; key < keys; key++) {
                    boolean there = key >= past ? isToken[text][key - past] : cache == null || cache.seen(text)[key];
                    // Not minus infinity: a padded query sees nothing, and its softmax must stay a number.
                    mask[at++] = there && key <= past + query ? 0 : -Float.MAX_VALUE;
                }
            }
        }
        return manager.create(mask, new Shape(rows, 1, queries, keys));
    }

    private static boolean anyPadding(KvCache cache, int batch) {
        for (int text = 0; text < batch; text++) {
            if (cache.tokens(text) != cache.length()) {
                return true;
            }
        }
        return false;
    }
}
