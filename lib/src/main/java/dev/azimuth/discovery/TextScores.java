package dev.azimuth.discovery;

import dev.azimuth.hook.HookName;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.Objective;
import dev.azimuth.model.TokenBatch;
import java.util.List;

/** What an objective gives for texts. */
final class TextScores {
    private TextScores() {}

    /** Its mean over the texts. */
    static double mean(HookedTransformer model, List<String> texts, Objective objective) {
        double sum = 0;
        for (TextBatches.Batch batch : TextBatches.of(model, texts)) {
            sum += of(model, batch.tokens(), objective);
        }
        return sum / texts.size();
    }

    /** One number a text. */
    static double[] each(HookedTransformer model, List<String> texts, Objective objective) {
        return texts.stream()
                .mapToDouble(text ->
                        of(model, TokenBatch.of(List.of(model.tokenizer().encode(text))), objective))
                .toArray();
    }

    private static double of(HookedTransformer model, TokenBatch batch, Objective objective) {
        if (!objective.at().equals(HookName.logits())) {
            throw new IllegalArgumentException("A score of what a model says is computed from its logits, not from "
                    + objective.at() + ". Give logitDifference(…), tokenOdds(…) or Objective.ofLogits(…).");
        }
        return model.pass(
                batch,
                objective.logits(),
                List.of(),
                logits -> objective.value(logits, model.tokenizer()).toFloatArray()[0]);
    }
}
