package dev.azimuth.discovery;

import dev.azimuth.hook.HookName;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.Objective;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What an objective gives for texts. */
final class TextScores {
    private TextScores() {}

    /** Its mean over the texts. */
    static double mean(HookedTransformer model, List<String> texts, Objective objective) {
        return Arrays.stream(each(model, texts, objective)).average().orElseThrow();
    }

    /** One number a text, in their order. */
    static double[] each(HookedTransformer model, List<String> texts, Objective objective) {
        if (!objective.at().equals(HookName.logits())) {
            throw new IllegalArgumentException("A score of what a model says is computed from its logits, not from "
                    + objective.at() + ". Give logitDifference(…), tokenOdds(…) or Objective.ofLogits(…).");
        }
        double[] scores = new double[texts.size()];
        for (TextBatches.Batch batch : TextBatches.of(model, texts)) {
            double[] found = model.pass(
                    batch.tokens(),
                    objective.logits(),
                    List.of(),
                    logits -> IntStream.range(0, batch.texts().size())
                            .mapToDouble(i -> objective.value(logits.get(i + ":" + (i + 1)), model.tokenizer())
                                    .toFloatArray()[0])
                            .toArray());
            for (int i = 0; i < found.length; i++) {
                scores[batch.texts().get(i)] = found[i];
            }
        }
        return scores;
    }
}
