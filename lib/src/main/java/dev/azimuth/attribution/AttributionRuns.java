package dev.azimuth.attribution;

import ai.djl.ndarray.NDArray;
import dev.azimuth.hook.ActivationCache;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.model.Gradients;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.Objective;
import dev.azimuth.model.TokenBatch;
import dev.azimuth.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Estimates the patches of a sweep: {@code (source − target)·gradient}, summed over what each patch replaces. */
final class AttributionRuns {
    private final ActivationPatching sweep;
    private final List<EncodedPair> pairs;
    private final List<double[][]> effects = new ArrayList<>(); // [pair][metric][cell]
    private List<PatchCell> cells = List.of();

    AttributionRuns(ActivationPatching sweep) {
        this.sweep = sweep;
        this.pairs = EncodedPair.of(sweep.pairs, sweep.model.tokenizer());
    }

    PatchEffects effects() {
        StopSign.over(pairs, "estimating patches", this::run);
        return new PatchEffects(sweep, pairs, cells, effects);
    }

    private void run(EncodedPair pair) {
        PatchSources sources =
                PatchSources.of(sweep.model, pair, name -> PatchCells.isPlace(sweep, name), sweep.noising);
        cells = PatchCells.of(sweep, sources);
        double[][] ofPair = new double[sweep.metrics.size()][];
        for (int metric = 0; metric < ofPair.length; metric++) {
            Objective objective = objective(sweep.metrics.get(metric), sources.baseline());
            Gradients gradients = sweep.model
                    .gradientOf(objective)
                    .by(name -> PatchCells.isPlace(sweep, name))
                    .on(TokenBatch.of(List.of(sources.target())));
            ofPair[metric] = estimates(sources::values, gradients, cells);
        }
        effects.add(ofPair);
    }

    private static Objective objective(PatchingMetric metric, PairBaseline baseline) {
        return new Objective() {
            @Override
            public LogitsAt logits() {
                return LogitsAt.LAST;
            }

            @Override
            public NDArray value(NDArray logits, Tokenizer tokenizer) {
                return metric.of(logits.get(":, -1"), baseline).sum();
            }

            @Override
            public String toString() {
                return metric.toString();
            }
        };
    }

    /** The estimate of each cell; cells of one place lie together, so that each place's numbers are read once. */
    static double[] estimates(Function<HookName, float[]> source, Gradients gradients, List<PatchCell> cells) {
        double[] estimates = new double[cells.size()];
        double[][] sums = {};
        for (int i = 0; i < estimates.length; i++) {
            PatchCell cell = cells.get(i);
            if (i == 0 || !cell.name().equals(cells.get(i - 1).name())) {
                sums = sums(source.apply(cell.name()), gradients, cell.name());
            }
            for (int head = 0; head < sums.length; head++) {
                for (int position = 0; position < sums[head].length; position++) {
                    boolean within = (cell.head() == PatchCell.ALL || cell.head() == head)
                            && (cell.position() == PatchCell.ALL || cell.position() == position);
                    estimates[i] += within ? sums[head][position] : 0;
                }
            }
        }
        return estimates;
    }

    /** {@code [head][position]}; without heads there is one. */
    private static double[][] sums(float[] source, Gradients gradients, HookName name) {
        float[] target = floats(gradients.activations(), name);
        float[] slope = floats(gradients.byActivation(), name);
        long[] shape = gradients.byActivation().host(name).shape();
        HookPoint point = name.point();
        int heads = point.headAxis() < 0 ? 1 : (int) shape[point.headAxis()];
        double[][] sums = new double[heads][(int) shape[point.positionAxis()]];
        for (int i = 0; i < source.length; i++) {
            int head = point.headAxis() < 0 ? 0 : FlatIndex.along(i, shape, point.headAxis());
            int position = FlatIndex.along(i, shape, point.positionAxis());
            sums[head][position] += ((double) source[i] - target[i]) * slope[i];
        }
        return sums;
    }

    static float[] floats(ActivationCache cache, HookName name) {
        return cache.host(name).toIndArray().data().asFloat();
    }
}
