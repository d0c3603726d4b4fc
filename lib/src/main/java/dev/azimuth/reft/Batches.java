package dev.azimuth.reft;

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
final class Batches<E, B extends FrozenBatch> implements AutoCloseable {
    private static final long KEPT_BYTES = 1L << 30;

    private final Function<List<E>, B> reader;
    private final long seed;
    private final List<List<E>> batches = new ArrayList<>();
    private final Map<Integer, B> kept = new HashMap<>();

    Batches(Schedule schedule, List<E> examples, Function<List<E>, B> reader) {
        this.reader = reader;
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
    <T> T at(int step, Function<B, T> work) {
        int round = step / batches.size();
        int index = shuffled(batches.size(), seed + 1 + round).get(step % batches.size());
        B known = kept.get(index);
        if (known != null) {
            return work.apply(known);
        }
        B read = reader.apply(batches.get(index));
        if (kept.values().stream().mapToLong(FrozenBatch::bytes).sum() + read.bytes() <= KEPT_BYTES) {
            kept.put(index, read);
            return work.apply(read);
        }
        try (read) {
            return work.apply(read);
        }
    }

    static List<Integer> shuffled(int count, long seed) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        return order;
    }

    @Override
    public void close() {
        kept.values().forEach(FrozenBatch::close);
    }
}
