package dev.azimuth.discovery;

import dev.azimuth.direction.Direction;
import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.model.Objective;
import dev.azimuth.tensor.Estimate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What pushing a model does to test texts: half the difference between pushing towards the concept and away from it. */
final class PushEffect {
    private final Direction readout;
    private final List<String> texts;
    private final @Nullable Objective score;

    /**
     * @param readout where the concept is read afterwards
     */
    PushEffect(Directions found, Direction readout, @Nullable Objective score) {
        this(found, readout, score, Integer.MAX_VALUE);
    }

    /** The same on the first {@code pairs} at most. */
    PushEffect(Directions found, Direction readout, @Nullable Objective score, int pairs) {
        this.readout = readout;
        this.texts = Stream.of(
                        found.data().test().positives(), found.data().test().negatives())
                .flatMap(side -> side.stream().limit(pairs))
                .toList();
        this.score = score;
    }

    /** Number of texts. */
    int texts() {
        return texts.size();
    }

    /** How far the readout lies from what was read before, in gaps of its classes. */
    Estimate shift(double[] before, Push after) {
        double[] shift = read(after);
        Arrays.setAll(shift, i -> (shift[i] - before[i]) / readout.gap());
        return Bootstrap.mean(shift);
    }

    /** How far the readout moves, in gaps of its classes. */
    Estimate onReadout(Push towards, Push away) {
        double[] up = read(towards);
        double[] down = read(away);
        return half(up, down, readout.gap());
    }

    /** Each text's readout. */
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

    private static Estimate half(double[] up, double[] down, double unit) {
        return Bootstrap.mean(IntStream.range(0, up.length)
                .mapToDouble(i -> (up[i] - down[i]) / 2 / unit)
                .toArray());
    }
}
