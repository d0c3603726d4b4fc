package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of the tokens already seen, so that each new token costs one token's work. It belongs to one
 * generation and frees its tensors with it.
 */
final class KvCache {
    private final NDManager manager;
    private final @Nullable NDArray[] keys;
    private final @Nullable NDArray[] values;
    /** Per text, which of the past places hold a token rather than padding. */
    private boolean[][] seen;

    KvCache(NDManager manager, int nLayers, int batch) {
        this.manager = manager;
        this.keys = new NDArray[nLayers];
        this.values = new NDArray[nLayers];
        this.seen = new boolean[batch][0];
    }

    /** Places in the cache, padding included. */
    int length() {
        return seen[0].length;
    }

    boolean[] seen(int text) {
        return seen[text];
    }

    /** Tokens of a text so far, padding not counted. */
    int tokens(int text) {
        int count = 0;
        for (boolean token : seen[text]) {
            count += token ? 1 : 0;
        }
        return count;
    }

    /** All keys of a layer, {@code [batch, kv heads, pos, d_head]}, the new ones last. */
    NDArray appendKeys(int layer, NDArray next) {
        return append(keys, layer, next);
    }

    /** All values of a layer. */
    NDArray appendValues(int layer, NDArray next) {
        return append(values, layer, next);
    }

    /** Keys and values of a layer so far; empty before the first. */
    NDArray[] past(int layer) {
        NDArray key = keys[layer];
        NDArray value = values[layer];
        return key == null || value == null ? new NDArray[0] : new NDArray[] {key, value};
    }

    /** All keys and values of a layer, in place of those so far. */
    void keep(int layer, NDArray allKeys, NDArray allValues) {
        replace(keys, layer, allKeys);
        replace(values, layer, allValues);
    }

    /** Notes, once a pass, which of the new places hold a token. */
    void advance(boolean[][] next) {
        boolean[][] all = new boolean[seen.length][];
        for (int text = 0; text < seen.length; text++) {
            all[text] = Arrays.copyOf(seen[text], seen[text].length + next[text].length);
            System.arraycopy(next[text], 0, all[text], seen[text].length, next[text].length);
        }
        seen = all;
    }

    /** The keys and values so far of the layers from {@code first} on, to be added to in {@code scope} without changing these. */
    KvCache fork(NDManager scope, int first) {
        KvCache fork = new KvCache(scope, keys.length, seen.length);
        for (int layer = first; layer < keys.length; layer++) {
            NDArray[] past = past(layer);
            if (past.length > 0) {
                fork.keys[layer] = Kernels.convert(past[0], Precision.FLOAT32, scope);
                fork.values[layer] = Kernels.convert(past[1], Precision.FLOAT32, scope);
            }
        }
        fork.seen = seen;
        return fork;
    }

    /** Of its keys and values. */
    long bytes() {
        return Stream.concat(Arrays.stream(keys), Arrays.stream(values))
                .filter(Objects::nonNull)
                .mapToLong(array -> array.size() * Float.BYTES)
                .sum();
    }

    private NDArray append(@Nullable NDArray[] store, int layer, NDArray next) {
        NDArray past = store[layer];
        NDArray all = past == null ? next : past.concat(next, 2);
        replace(store, layer, all);
        return all;
    }

    private void replace(@Nullable NDArray[] store, int layer, NDArray all) {
        NDArray past = store[layer];
        all.attach(manager);
        store[layer] = all;
        if (past != null) {
            past.close();
        }
    }
}
