package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

/** Which keys a query may look at: tokens, not padding, none after it, and none that its window has passed. */
final class AttentionMask {
    /** 0 where a query may look, the most negative number where it may not; null where every query sees every key. */
    private final @Nullable NDArray mask;

    private AttentionMask(@Nullable NDArray mask) {
        this.mask = mask;
    }

    /**
     * @param isToken which of the new places hold a token rather than padding
     * @param past places before them, in the cache
     * @param window as in {@link dev.azimuth.family.LayerAttention#window}
     */
    static AttentionMask of(
            NDManager manager, TokenBatch batch, boolean[][] isToken, int past, @Nullable KvCache cache, int window) {
        boolean padded = batch.isPadded() || (cache != null && anyPadding(cache, batch.size()));
        int queries = batch.length();
        int keys = past + queries;
        int reach = window == 0 ? keys : window;
        if (!padded && queries == 1 && keys <= reach) {
            return new AttentionMask(null);
        }
        int rows = padded ? batch.size() : 1;
        float[] mask = new float[rows * queries * keys];
        int at = 0;
        for (int text = 0; text < rows; text++) {
            for (int query = past; query < keys; query++) {
                for (int key = 0; key < keys; key++) {
                    boolean there = key >= past ? isToken[text][key - past] : cache == null || cache.seen(text)[key];
                    // Not minus infinity: a padded query sees nothing, and its softmax must stay a number.
                    mask[at++] = there && key <= query && query - key < reach ? 0 : -Float.MAX_VALUE;
                }
            }
        }
        return new AttentionMask(manager.create(mask, new Shape(rows, 1, queries, keys)));
    }

    /** Scores {@code [batch, heads, query, key]} with this added. */
    NDArray apply(NDArray scores) {
        return mask == null ? scores : scores.add(mask);
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
