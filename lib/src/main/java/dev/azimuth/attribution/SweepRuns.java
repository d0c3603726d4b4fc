package dev.azimuth.attribution;

import ai.djl.ndarray.NDArray;
import dev.azimuth.model.LengthBatches;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.TokenBatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Runs the patches of a sweep. The texts of a batch are the same but for what is patched in each. A patch before the first
 * token in which clean and corrupted text differ changes nothing, and is not run.
 */
final class SweepRuns {
    private final ActivationPatching sweep;
    private final List<EncodedPair> pairs;
    private final List<double[][]> effects = new ArrayList<>(); // [pair][metric][cell]
    private List<PatchCell> cells = List.of();

    SweepRuns(ActivationPatching sweep) {
        this.sweep = sweep;
        this.pairs = EncodedPair.of(sweep.pairs, sweep.model.tokenizer());
    }

    PatchEffects effects() {
        StopSign.over(pairs, "patching pairs of prompts", this::run);
        return new PatchEffects(sweep, pairs, cells, effects);
    }

    private void run(EncodedPair pair) {
        PatchSources sources =
                PatchSources.of(sweep.model, pair, name -> PatchCells.isPlace(sweep, name), sweep.noising);
        cells = PatchCells.of(sweep, sources);
        List<Integer> effective = IntStream.range(0, cells.size())
                .filter(cell -> !sources.isIdle(cells.get(cell)))
                .boxed()
                .toList();
        int together = Math.max(1, LengthBatches.TOKENS / pair.length());
        List<List<Integer>> batches = new ArrayList<>();
        for (int from = 0; from < effective.size(); from += together) {
            batches.add(effective.subList(from, Math.min(effective.size(), from + together)));
        }
        double[][] ofPair = new double[sweep.metrics.size()][cells.size()];
        StopSign.over(batches, "patching activations", batch -> {
            double[][] measured = measure(sources, batch);
            for (int metric = 0; metric < measured.length; metric++) {
                for (int i = 0; i < batch.size(); i++) {
                    ofPair[metric][batch.get(i)] = measured[metric][i];
                }
            }
        });
        effects.add(ofPair);
    }

    /** The change of each metric by each patch of one batch. */
    private double[][] measure(PatchSources sources, List<Integer> batch) {
        List<PatchCell> patched = batch.stream().map(cells::get).toList();
        TokenBatch texts = TokenBatch.of(Collections.nCopies(batch.size(), sources.target()));
        return sweep.model.pass(
                texts, LogitsAt.LAST, List.of(new Patches(sources, patched), StopSign.INSTANCE), logits -> {
                    NDArray after = logits.get(":, -1");
                    NDArray before = sources.targetLogits(logits.getManager());
                    double[][] changes = new double[sweep.metrics.size()][batch.size()];
                    for (int metric = 0; metric < changes.length; metric++) {
                        PatchingMetric measure = sweep.metrics.get(metric);
                        float[] values = measure.of(after, sources.baseline()).toFloatArray();
                        float unpatched = measure.of(before, sources.baseline()).toFloatArray()[0];
                        for (int i = 0; i < values.length; i++) {
                            changes[metric][i] = (double) values[i] - unpatched;
                        }
                    }
                    return changes;
                });
    }
}
