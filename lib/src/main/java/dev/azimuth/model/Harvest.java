package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import dev.azimuth.progress.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Reads activations of many prompts: batches of like length, no logits, and no layer beyond the last one asked for.
 */
public final class Harvest {
    private static final int TEXTS_A_BATCH = 16;

    private final HookedTransformer model;
    private final List<String> prompts;
    private final HookFilter where;

    Harvest(HookedTransformer model, List<String> prompts) {
        this(model, prompts, HookPoint.RESID_POST);
    }

    private Harvest(HookedTransformer model, List<String> prompts, HookFilter where) {
        this.model = model;
        this.prompts = List.copyOf(prompts);
        this.where = where;
    }

    /** Reads there; a place whose activations are {@code [batch, pos, d]}. The default is the residual stream after each layer. */
    public Harvest at(HookFilter filter) {
        return new Harvest(model, prompts, filter);
    }

    /** The activations of each prompt's last token: one row a prompt, in the order of the prompts. */
    public Activations lastToken() {
        return read(Reading.LAST);
    }

    /** The activations of every token: one row a token, prompt after prompt. */
    public Activations everyToken() {
        return read(Reading.EVERY);
    }

    private enum Reading {
        LAST,
        EVERY
    }

    private Activations read(Reading reading) {
        model.requireSomewhere(where, "The filter " + where.label() + " is");
        List<int[]> ids = prompts.stream().map(model.tokenizer()::encode).toList();
        List<Integer> byLength = IntStream.range(0, ids.size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> ids.get(i).length))
                .toList();
        List<List<Integer>> batches = new ArrayList<>();
        for (int start = 0; start < byLength.size(); start += TEXTS_A_BATCH) {
            batches.add(byLength.subList(start, Math.min(byLength.size(), start + TEXTS_A_BATCH)));
        }
        Map<HookName, float[][][]> found = new LinkedHashMap<>();
        for (List<Integer> members : Progress.over(batches, "reading activations")) {
            TokenBatch batch = TokenBatch.of(members.stream().map(ids::get).toList());
            Intervention reader = new Reader(reading, batch, members, ids.size(), found);
            model.pass(batch, lastLayer() + 1, LogitsAt.NONE, List.of(reader), null, stream -> reader);
        }
        Map<HookName, float[][]> rows = new LinkedHashMap<>();
        found.forEach((name, texts) -> rows.put(name, flatten(texts)));
        return new Activations(
                rows,
                ids.stream()
                        .mapToInt(t -> reading == Reading.LAST ? 1 : t.length)
                        .toArray());
    }

    private int lastLayer() {
        for (int layer = model.config().nLayers() - 1; layer >= 0; layer--) {
            for (HookPoint point : HookPoint.values()) {
                if (point.isPerLayer() && where.matches(new HookName(point, layer))) {
                    return layer;
                }
            }
        }
        return -1;
    }

    private static float[][] flatten(float[][][] texts) {
        List<float[]> rows = new ArrayList<>();
        for (float[][] text : texts) {
            rows.addAll(List.of(text));
        }
        return rows.toArray(float[][]::new);
    }

    /** Copies the wanted rows of each place and changes nothing. */
    private final class Reader implements Intervention {
        private final Reading reading;
        private final TokenBatch batch;
        private final List<Integer> members;
        private final int texts;
        private final Map<HookName, float[][][]> found;

        Reader(Reading reading, TokenBatch batch, List<Integer> members, int texts, Map<HookName, float[][][]> found) {
            this.reading = reading;
            this.batch = batch;
            this.members = members;
            this.texts = texts;
            this.found = found;
        }

        @Override
        public HookFilter where() {
            return where;
        }

        @Override
        public NDArray apply(NDArray activation, HookSite site) {
            Shape shape = activation.getShape();
            if (shape.dimension() != 3) {
                throw new IllegalArgumentException("A harvest reads activations of shape [batch, pos, d], but "
                        + site.name() + " has " + shape + ". Use runWithCache there.");
            }
            NDArray wanted = reading == Reading.LAST ? activation.get(":, -1:") : activation;
            float[] values = wanted.toFloatArray();
            int width = (int) shape.get(2);
            int length = (int) wanted.getShape().get(1);
            float[][][] rows = found.computeIfAbsent(site.name(), n -> new float[texts][][]);
            for (int i = 0; i < members.size(); i++) {
                int skipped = reading == Reading.LAST ? 0 : batch.padding(i);
                float[][] text = new float[length - skipped][];
                for (int pos = skipped; pos < length; pos++) {
                    int start = (i * length + pos) * width;
                    text[pos - skipped] = Arrays.copyOfRange(values, start, start + width);
                }
                rows[members.get(i)] = text;
            }
            return activation;
        }
    }
}
