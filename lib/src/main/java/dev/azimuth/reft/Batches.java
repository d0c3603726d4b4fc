package dev.azimuth.reft;

import dev.azimuth.model.HookedTransformer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Examples dealt into batches once, of sizes as equal as can be, whose order is drawn anew in each round; a step's batch
 * depends on the seed alone. So what a batch has been read to is read once and kept, as long as memory allows.
 */
final class Batches implements AutoCloseable {
    private static final long KEPT_BYTES = 1L << 30;

    private final HookedTransformer model;
    private final ReftShape shape;
    private final long seed;
    private final List<List<Tokens>> batches = new ArrayList<>();
    private final Map<Integer, AnswerBatch> kept = new HashMap<>();

    Batches(HookedTransformer model, ReftShape shape, Schedule schedule, List<Tokens> examples) {
        this.model = model;
        this.shape = shape;
        this.seed = schedule.seed();
        int count = (examples.size() + schedule.batch() - 1) / schedule.batch();
        List<Integer> dealt = shuffled(examples.size(), seed);
        for (int batch = 0; batch < count; batch++) {
            int from = batch * examples.size() / count;
            int to = (batch + 1) * examples.size() / count;
            batches.add(
                    dealt.subList(from, to).stream().sorted().map(examples::get).toList());
        }
    }

    /** What {@code work} makes of the batch of this step. */
    <T> T at(int step, Function<AnswerBatch, T> work) {
        int round = step / batches.size();
        int index = shuffled(batches.size(), seed + 1 + round).get(step % batches.size());
        AnswerBatch known = kept.get(index);
        if (known != null) {
            return work.apply(known);
        }
        AnswerBatch read = AnswerBatch.of(model, batches.get(index), shape);
        if (kept.values().stream().mapToLong(AnswerBatch::bytes).sum() + read.bytes() <= KEPT_BYTES) {
            kept.put(index, read);
            return work.apply(read);
        }
        try (read) {
            return work.apply(read);
        }
    }

    private static List<Integer> shuffled(int count, long seed) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        return order;
    }

    @Override
    public void close() {
        kept.values().forEach(AnswerBatch::close);
    }
}
