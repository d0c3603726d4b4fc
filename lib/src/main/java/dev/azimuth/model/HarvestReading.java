package dev.azimuth.model;

import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.progress.Progress;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;

/** The passes of a harvest: which texts go together, how far a pass goes, and what is read of it. */
final class HarvestReading {
    /** Where a batch's rows go: those of each of its texts, at each place. */
    @FunctionalInterface
    interface Sink {
        void accept(List<Integer> texts, Map<HookName, List<float[][]>> rows);
    }

    private static final Set<HookPoint> BY_KEY = EnumSet.of(HookPoint.ATTN_SCORES, HookPoint.PATTERN);
    private static final Set<HookPoint> AFTER_LAYERS =
            EnumSet.of(HookPoint.LN_FINAL_SCALE, HookPoint.LN_FINAL_NORMALIZED, HookPoint.LOGITS);

    /** Logits held at once, in numbers: 128 MB. */
    private static final int MOST_LOGITS = 1 << 25;

    private final HookedTransformer model;
    private final List<HookName> sites;
    private final TokenRows tokens;
    private final List<int[]> ids;
    private final int layers;
    private final LogitsAt logits;

    HarvestReading(HookedTransformer model, List<String> prompts, List<HookFilter> where, TokenRows tokens) {
        this.model = model;
        this.tokens = tokens;
        for (HookFilter each : where) {
            model.requireSomewhere(each, "The filter " + each.label() + " is");
        }
        sites = model.hookNames().stream()
                .filter(name -> where.stream().anyMatch(filter -> filter.matches(name)))
                .toList();
        requireRows();
        ids = prompts.stream().map(model.tokenizer()::encode).toList();
        requireLengths();
        boolean toTheEnd = sites.stream().anyMatch(site -> AFTER_LAYERS.contains(site.point()));
        logits = toTheEnd ? tokens.logits() : LogitsAt.NONE;
        layers = toTheEnd
                ? model.config().nLayers()
                : sites.stream().mapToInt(HookName::layer).max().orElse(HookName.NO_LAYER) + 1;
    }

    private void requireRows() {
        if (sites.isEmpty()) {
            throw new IllegalArgumentException("A harvest from nowhere. Name at least one place, such as residPost().");
        }
        for (HookName site : sites) {
            if (BY_KEY.contains(site.point())) {
                throw new IllegalArgumentException("A harvest cannot read " + site + ": it has a number for each token"
                        + " of the batch, not a row of a length of its own. Use runWithCache there.");
            }
        }
    }

    private void requireLengths() {
        if (ids.isEmpty()) {
            throw new IllegalArgumentException("A harvest of no prompts. Give at least one.");
        }
        int most = model.config().nCtx();
        for (int i = 0; i < ids.size(); i++) {
            int length = ids.get(i).length;
            if (length == 0 || length > most) {
                throw new IllegalArgumentException("Prompt " + i + " of " + ids.size() + " has " + length
                        + " tokens. Give it 1 to " + most + ", the model's context.");
            }
        }
    }

    HookedTransformer model() {
        return model;
    }

    /** Where it reads, in the order of the pass. */
    List<HookName> sites() {
        return sites;
    }

    TokenRows tokens() {
        return tokens;
    }

    List<int[]> ids() {
        return ids;
    }

    int texts() {
        return ids.size();
    }

    int[] rowsOfTexts() {
        return ids.stream().mapToInt(text -> tokens.count(text.length)).toArray();
    }

    /** The texts from {@code from} to before {@code to} in batches. */
    List<List<Integer>> batches(int from, int to) {
        int[] lengths =
                ids.subList(from, to).stream().mapToInt(text -> text.length).toArray();
        int room = logits.last() > 1
                ? Math.min(LengthBatches.TOKENS, MOST_LOGITS / model.config().dVocab())
                : LengthBatches.TOKENS;
        return LengthBatches.of(lengths, room).stream()
                .map(batch -> batch.stream().map(text -> from + text).toList())
                .toList();
    }

    /**
     * Reads these batches, one after the other.
     *
     * @throws CancellationException when the thread is interrupted, at the latest after a layer
     */
    void read(List<List<Integer>> batches, Sink sink) {
        for (List<Integer> texts : Progress.over(batches, "reading activations")) {
            TokenBatch batch = TokenBatch.of(texts.stream().map(ids::get).toList());
            HarvestReader reader = new HarvestReader(sites, tokens, batch);
            try {
                model.pass(batch, layers, logits, List.of(reader), null, end -> reader);
            } catch (HarvestReader.CutShort e) {
                continue; // the interrupt still stands: the loop's next step says how far it came
            }
            sink.accept(texts, reader.rows());
        }
    }

    /** The rows of the first text alone. */
    Map<HookName, float[][]> first() {
        CollectedRows first = new CollectedRows(this, 0, 1);
        read(List.of(List.of(0)), first::add);
        return first.bySite();
    }

    @Override
    public String toString() {
        return tokens + " of " + texts() + " prompts at " + sites;
    }
}
