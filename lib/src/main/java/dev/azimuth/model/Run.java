package dev.azimuth.model;

import dev.azimuth.hook.ActivationCache;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.HostArray;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import tech.tablesaw.api.Table;

/** What a pass over one or more texts gave: logits, and the activations that were asked for. */
public final class Run implements Tabular {
    private final List<List<String>> tokens;
    private final TokenBatch batch;
    private final HostArray logits;
    private final ActivationCache cache;

    Run(List<List<String>> tokens, TokenBatch batch, HostArray logits, ActivationCache cache) {
        this.tokens = tokens;
        this.batch = batch;
        this.logits = logits;
        this.cache = cache;
    }

    /** Logits {@code [batch, pos, d_vocab]}, padding included where texts differ in length. */
    public INDArray logits() {
        return logits.toIndArray();
    }

    /** The same without ND4J. */
    public HostArray hostLogits() {
        return logits;
    }

    /** The activations that were asked for. */
    public ActivationCache cache() {
        return cache;
    }

    /** How the texts stand in the block: lengths and padding. */
    public TokenBatch batch() {
        return batch;
    }

    /** The tokens of the first text, as text. */
    public List<String> tokens() {
        return tokens(0);
    }

    /** The tokens of a text, as text, without padding. */
    public List<String> tokens(int text) {
        return tokens.get(text);
    }

    /** What it kept. */
    @Override
    public Table table() {
        return cache.table().setName("Run of " + batch);
    }

    @Override
    public String toString() {
        return "Run of " + batch + "; " + cache;
    }
}
