package dev.azimuth.discovery;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LogitsAt;
import java.util.List;

/** KL(before ‖ after) of the token that follows each of some prompts, in nats, averaged over them. */
final class NextTokenKl {
    private final List<TextBatches.Batch> batches;
    private final List<float[]> before;
    private final int prompts;

    NextTokenKl(HookedTransformer model, List<String> prompts) {
        this.batches = TextBatches.of(model, prompts);
        this.before = batches.stream()
                .map(batch -> model.pass(
                        batch.tokens(),
                        LogitsAt.LAST,
                        List.of(),
                        logits -> logits.logSoftmax(-1).toFloatArray()))
                .toList();
        this.prompts = prompts.size();
    }

    double of(HookedTransformer after) {
        double sum = 0;
        for (int i = 0; i < batches.size(); i++) {
            float[] expected = before.get(i);
            sum += after.pass(
                    batches.get(i).tokens(), LogitsAt.LAST, List.of(), logits -> divergence(expected, logits));
        }
        return sum / prompts;
    }

    /** The sum over a batch. */
    private static double divergence(float[] before, NDArray logits) {
        NDArray q = logits.logSoftmax(-1);
        NDArray p = q.getManager().create(before, new Shape(q.getShape().getShape()));
        return p.exp().mul(p.sub(q)).sum().toFloatArray()[0];
    }
}
