package dev.azimuth.discovery;

import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.direction.Direction;
import dev.azimuth.model.Objective;
import dev.azimuth.tensor.Estimate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What pushing a model does to both sides of test pairs: half the difference between pushing towards the concept and away
 * from it, with intervals over topics and the pairs within them, since texts of a pair or a topic resemble each other.
 */
final class PushEffect {
    private final Direction readout;
    private final ContrastivePairs pairs;
    private final List<String> texts;
    private final @Nullable Objective score;

    /**
     * @param readout where the concept is read afterwards
     */
    PushEffect(Directions found, Direction readout, @Nullable Objective score) {
        this(found, readout, score, Integer.MAX_VALUE);
    }

    /** The same on {@code most} pairs at most, evenly over the topics. */
    PushEffect(Directions found, Direction readout, @Nullable Objective score, int most) {
        ContrastivePairs all = found.data().test();
        this.readout = readout;
        this.pairs = most < all.size() ? all.take(most) : all;
        this.texts = Stream.concat(pairs.positives().stream(), pairs.negatives().stream())
                .toList();
        this.score = score;
    }

    /** Number of pairs. */
    int pairs() {
        return pairs.size();
    }

    /** How far the readout lies from what was read before, in gaps of its classes. */
    Estimate shift(double[] before, Push after) {
        double[] shift = read(after);
        Arrays.setAll(shift, i -> (shift[i] - before[i]) / readout.gap());
        return mean(shift);
    }

    /** How far the readout moves, in gaps of its classes. */
    Estimate onReadout(Push towards, Push away) {
        return half(read(towards), read(away), readout.gap());
    }

    /** Each text's readout, of all positive sides, then all negative ones. */
    double[] read(Push push) {
        return readout.project(push.model()
                .harvest(push.turns(texts))
                .at(readout.site())
                .lastToken()
                .rows(readout.site()));
    }

    /** How far the score of the answer moves; NaN where there is none. */
    Estimate onScore(Push towards, Push away) {
        if (score == null) {
            return ComparedMethods.NOT_MEASURED;
        }
        return half(
                TextScores.each(towards.model(), towards.chats(texts), score),
                TextScores.each(away.model(), away.chats(texts), score),
                1);
    }

    private Estimate half(double[] up, double[] down, double unit) {
        double[] moved = new double[up.length];
        Arrays.setAll(moved, i -> (up[i] - down[i]) / 2 / unit);
        return mean(moved);
    }

    private Estimate mean(double[] ofTexts) {
        int n = pairs.size();
        return TopicScores.of(
                        Arrays.copyOf(ofTexts, n), Arrays.copyOfRange(ofTexts, n, 2 * n), TopicScores.topics(pairs))
                .mean();
    }
}
