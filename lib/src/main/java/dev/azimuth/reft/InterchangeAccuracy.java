package dev.azimuth.reft;

import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.Intervention;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.TokenBatch;
import dev.azimuth.progress.Progress;
import dev.azimuth.tensor.Estimate;
import dev.azimuth.tensor.HostArray;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How often a model says the counterfactual's answer when a subspace is interchanged. */
record InterchangeAccuracy(HookedTransformer model, HookName site, List<InterchangeTokens> examples) {
    private static final int TOGETHER = 32;

    /** @param rows orthonormal rows that span what is interchanged; null for nothing */
    Estimate of(String label, float @Nullable [] rows) {
        List<List<InterchangeTokens>> batches = new ArrayList<>();
        for (int from = 0; from < examples.size(); from += TOGETHER) {
            batches.add(examples.subList(from, Math.min(from + TOGETHER, examples.size())));
        }
        List<Double> hits = new ArrayList<>();
        for (List<InterchangeTokens> some : Progress.over(batches, label)) {
            List<Intervention> swap = rows == null
                    ? List.of()
                    : List.of(Swap.of(site, InterchangeBatch.sources(some), some.size(), rows));
            TokenBatch bases =
                    TokenBatch.of(some.stream().map(InterchangeTokens::base).toList());
            HostArray said = model.pass(bases, LogitsAt.LAST, swap, logits -> HostArray.copyOf(logits));
            for (int i = 0; i < some.size(); i++) {
                hits.add(largest(said.row(i, 0)) == some.get(i).answer() ? 1.0 : 0.0);
            }
        }
        return Bootstrap.mean(hits.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static int largest(float[] logits) {
        int best = 0;
        for (int id = 1; id < logits.length; id++) {
            best = logits[id] > logits[best] ? id : best;
        }
        return best;
    }
}
