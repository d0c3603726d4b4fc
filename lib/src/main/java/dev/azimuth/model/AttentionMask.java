package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

/** Which keys a query may look at: tokens, not padding, none after it, and none that its window has passed. */
final class AttentionMask {
    /** Not minus infinity: a padded query sees nothing, and its softmax must stay a number, also when scaled. */
    static final float HIDDEN = -1e30f;

    /** 0 where a query may look, {@link #HIDDEN} where it may not; null where every query sees every key. */
    private final @Nullable NDArray mask;

    private final boolean plainlyCausal;

    private AttentionMask(@Nullable NDArray mask, boolean plainlyCausal) {
        this.mask = mask;
        this.plainlyCausal = plainlyCausal;
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
            return new AttentionMask(null, false);
        }
        int rows = padded ? batch.size() : 1;
        float[] mask = new float[rows * queries * keys];
        int at = 0;
        for (int text = 0; text < rows; text++) {
            for (int query = past; query < keys; query++) {
                for (int key = 0; key < keys; key++) {
                    boolean there = key >= past ? isToken[text][key - past] : cache == null || cache.seen(text)[key];
                    mask[at++] = there && key <= query && query - key < reach ? 0 : HIDDEN;
                }
            }
        }
        return new AttentionMask(
                manager.create(mask, new Shape(rows, 1, queries, keys)), !padded && past == 0 && keys <= reach);
    }

    /** Scores {@code [batch, heads, query, key]} with this added. */
    NDArray apply(NDArray scores) {
        return mask == null ? scores : scores.add(mask);
    }

    /** What is added to scores, broadcast over heads; nothing where every query sees every key. */
    NDArray[] arrays() {
        return mask == null ? new NDArray[0] : new NDArray[] {mask};
    }

    /** Whether it says no more than that no query sees a later key. */
    boolean isPlainlyCausal() {
        return plainlyCausal;
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
