package dev.azimuth.checkpoint;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The first infinite or undefined value of a tensor.
 *
 * @param tensor its name
 * @param index in each dimension, outermost first
 * @param value infinite, or not a number
 * @param count of all such values in the tensor
 */
public record NonFinite(String tensor, List<Long> index, float value, long count) {
    private static final int SHARE = 1 << 18; // values that one thread takes: enough to be worth its while

    public NonFinite {
        index = List.copyOf(index);
    }

    @FunctionalInterface
    private interface Values {
        float get(int index);
    }

    /** Looks through the decoded values of a tensor; empty when all are finite. */
    public static Optional<NonFinite> find(TensorInfo info, ByteBuffer floats) {
        return find(info, 0, floats);
    }

    /** Looks through a run of decoded values, which begins with value {@code start} of the tensor. */
    static Optional<NonFinite> find(TensorInfo info, long start, ByteBuffer floats) {
        FloatBuffer values = floats.duplicate().order(floats.order()).asFloatBuffer();
        return find(info, start, values.limit(), values::get);
    }

    /** Looks through the stored values of a tensor; empty when all are finite. */
    public static Optional<NonFinite> find(TensorInfo info, RawTensor raw) {
        ShortBuffer values = raw.bytes().asShortBuffer();
        return find(info, 0, values.limit(), i -> raw.type().toFloat(values.get(i)));
    }

    private static Optional<NonFinite> find(TensorInfo info, long start, int size, Values values) {
        long count = IntStream.range(0, (size + SHARE - 1) / SHARE)
                .parallel()
                .mapToLong(share -> count(values, share * SHARE, Math.min(size, (share + 1) * SHARE)))
                .sum();
        return IntStream.range(0, count == 0 ? 0 : size)
                .filter(i -> !Float.isFinite(values.get(i)))
                .mapToObj(first -> new NonFinite(info.name(), index(info, start + first), values.get(first), count))
                .findFirst();
    }

    private static long count(Values values, int from, int to) {
        long count = 0;
        for (int i = from; i < to; i++) {
            count += Float.isFinite(values.get(i)) ? 0 : 1;
        }
        return count;
    }

    private static List<Long> index(TensorInfo info, long flat) {
        var index = new ArrayList<Long>();
        for (int i = info.shape().size() - 1; i >= 0; i--) {
            index.add(flat % info.shape().get(i));
            flat /= info.shape().get(i);
        }
        Collections.reverse(index);
        return index;
    }

    CheckpointException refusal(Path file) {
        return new CheckpointException(file.getFileName() + ": " + this
                + ". A model with such a weight computes nothing but NaN; download or convert it again.");
    }

    @Override
    public String toString() {
        return "tensor " + tensor + " is " + value + " at " + index
                + (count == 1 ? "" : " and not finite at " + (count - 1) + " more places");
    }
}
