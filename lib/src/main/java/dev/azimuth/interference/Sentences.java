package dev.azimuth.interference;

import dev.azimuth.direction.Direction;
import dev.azimuth.evaluation.KlDivergence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A prediction in words. */
final class Sentences {
    /** From which overlap on the sink is worth a warning: removing such directions broke models. */
    private static final double SINK = 0.05;

    private Sentences() {}

    static List<String> of(Direction direction, List<WholeModel> whole, List<Prediction> predicted) {
        List<String> sentences = new ArrayList<>();
        WholeModel own = whole.get(0);
        sentences.add(String.format(
                Locale.ROOT,
                "Removing %s would touch %.2g %% of the energy of neutral text, %s.",
                direction.name(),
                100 * own.energyShare(),
                own.divergence()
                        .map(kl -> "and move the model's predictions by about " + kl + ", measured as "
                                + KlDivergence.NAME)
                        .orElse("the " + ordinal(own.rank()) + " largest share of the " + whole.size()
                                + " directions compared; shares only rank the damage")));
        if (own.sinkOverlap() > SINK) {
            sentences.add(String.format(
                    Locale.ROOT,
                    "It overlaps the attention sink by %.2f: use sink().spare(direction), or the model may break.",
                    own.sinkOverlap()));
        }
        for (Prediction each : predicted) {
            if (!each.isTarget()) {
                sentences.add(of(direction, each));
            }
        }
        return List.copyOf(sentences);
    }

    private static String of(Direction direction, Prediction each) {
        Verdict verdict = each.verdict();
        if (verdict.kind() == Verdict.Kind.NOT_PREDICTABLE) {
            return "What removing " + direction.name() + " would do to " + each.name() + " cannot be predicted: "
                    + verdict.reason() + ".";
        }
        return "Removing " + direction.name() + " in layer " + direction.layer() + " would move what reads "
                + each.name() + " there by " + each.local().size() + " class gaps"
                + each.onward()
                        .map(shift -> ", and removing it from everything written would move " + each.name()
                                + " in layer " + each.last().site().layer() + " by about " + shift.size())
                        .orElse("")
                + ". Verdict: " + verdict.kind() + ", since " + verdict.reason() + ".";
    }

    private static String ordinal(int rank) {
        return switch (rank) {
            case 1 -> "1st";
            case 2 -> "2nd";
            case 3 -> "3rd";
            default -> rank + "th";
        };
    }
}
