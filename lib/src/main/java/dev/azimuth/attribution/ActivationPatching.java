package dev.azimuth.attribution;

import dev.azimuth.hook.HookPoint;
import dev.azimuth.model.HookedTransformer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Asks where in a model it is decided that one text leads elsewhere than another: an activation of one run stands in the
 * other, layer by layer, token by token or head by head, and a metric says how much that changes (Meng et al., 2022,
 * arXiv 2202.05262; Zhang and Nanda, 2024, arXiv 2309.16042).
 *
 * <pre>{@code
 * var patching = ActivationPatching.on(model)
 *     .of("When Mary and John went to the store, John gave a drink to", "When Mary and John went to the store, Mary gave a drink to")
 *     .at(residPre(), z());
 * var sweep = patching.sweep();             // every patch for real, many in one pass
 * var estimate = patching.attribution();    // all of them to first order, from one backward pass
 * sweep.plot(z())
 * sweep.agreementWith(estimate).plot()
 * }</pre>
 */
public final class ActivationPatching {
    private static final List<HookPoint> STREAMS = List.of(HookPoint.RESID_PRE, HookPoint.ATTN_OUT, HookPoint.MLP_OUT);

    final HookedTransformer model;
    final List<PromptPair> pairs;
    final List<HookPoint> points;
    final List<Integer> layers;
    final List<PatchingMetric> metrics;
    final boolean noising;
    final boolean headsByPosition;

    private ActivationPatching(
            HookedTransformer model,
            List<PromptPair> pairs,
            List<HookPoint> points,
            List<Integer> layers,
            List<PatchingMetric> metrics,
            boolean noising,
            boolean headsByPosition) {
        this.model = model;
        this.pairs = pairs;
        this.points = points;
        this.layers = layers;
        this.metrics = metrics;
        this.noising = noising;
        this.headsByPosition = headsByPosition;
    }

    /** Opens a sweep of {@code model}. */
    public static ActivationPatching on(HookedTransformer model) {
        List<Integer> layers =
                IntStream.range(0, model.config().nLayers()).boxed().toList();
        return new ActivationPatching(
                model, List.of(), STREAMS, layers, List.of(PatchingMetric.recovery()), false, false);
    }

    /** Of these two texts, whose answers are what the model finds likeliest after each. */
    public ActivationPatching of(String clean, String corrupted) {
        return of(PromptPair.of(clean, corrupted));
    }

    /** Of these pairs, all of as many tokens; of several, effects are means with intervals. */
    public ActivationPatching of(PromptPair... given) {
        return of(List.of(given));
    }

    /** The same of a list. */
    public ActivationPatching of(List<PromptPair> given) {
        return new ActivationPatching(model, List.copyOf(given), points, layers, metrics, noising, headsByPosition);
    }

    /**
     * There instead of {@code resid_pre}, {@code attn_out} and {@code mlp_out}. Streams are patched token by token; what has
     * heads, such as {@code z}, {@code result} or {@code pattern}, head by head.
     *
     * @throws IllegalArgumentException for what is not in every layer
     */
    public ActivationPatching at(HookPoint... streams) {
        for (HookPoint point : streams) {
            requirePerLayer(point);
        }
        return new ActivationPatching(model, pairs, List.of(streams), layers, metrics, noising, headsByPosition);
    }

    static void requirePerLayer(HookPoint point) {
        if (!point.isPerLayer()) {
            throw new IllegalArgumentException("Patching needs an activation of every layer, such as residPre(),"
                    + " attnOut(), mlpOut() or z(), not " + point.suffix() + ".");
        }
    }

    /** Only in these layers. */
    public ActivationPatching layers(int... chosen) {
        for (int layer : chosen) {
            if (layer < 0 || layer >= model.config().nLayers()) {
                throw new IllegalArgumentException("There is no layer " + layer + " in this model, which has 0 to "
                        + (model.config().nLayers() - 1) + ".");
            }
        }
        List<Integer> sorted = Arrays.stream(chosen).sorted().distinct().boxed().toList();
        return new ActivationPatching(model, pairs, points, sorted, metrics, noising, headsByPosition);
    }

    /** Measured by these, all in the same passes; by {@link PatchingMetric#recovery} unless told. */
    public ActivationPatching metrics(PatchingMetric... given) {
        if (given.length == 0) {
            throw new IllegalArgumentException("No metric was given. Name at least one, such as recovery().");
        }
        return new ActivationPatching(model, pairs, points, layers, List.of(given), noising, headsByPosition);
    }

    /** Clean activations stand in the corrupted run, as they do unless told: what is enough to bring the answer back? */
    public ActivationPatching denoising() {
        return new ActivationPatching(model, pairs, points, layers, metrics, false, headsByPosition);
    }

    /** Corrupted activations stand in the clean run: what is needed for the answer? */
    public ActivationPatching noising() {
        return new ActivationPatching(model, pairs, points, layers, metrics, true, headsByPosition);
    }

    /** Each head at each token by itself, instead of at all tokens together. */
    public ActivationPatching headsByPosition() {
        return new ActivationPatching(model, pairs, points, layers, metrics, noising, true);
    }

    /**
     * Patches for real: one run for each place, many of them in one pass.
     *
     * @throws IllegalArgumentException when the texts of a pair, or two pairs, differ in length
     * @throws java.util.concurrent.CancellationException when the thread is interrupted, at the latest after a layer
     */
    public PatchingSweep sweep() {
        return new PatchingSweep(this, new SweepRuns(this).effects());
    }

    /** The same to first order: a pass forward and one backward for each pair and metric. */
    public AttributionPatching attribution() {
        return new AttributionPatching(new AttributionRuns(this).effects(), points);
    }

    @Override
    public String toString() {
        return "ActivationPatching on " + model.name() + ": " + pairs.size()
                + (pairs.size() == 1 ? " pair of prompts at " : " pairs of prompts at ")
                + points.stream().map(HookPoint::suffix).collect(Collectors.joining(", ")) + " in " + layers.size()
                + " layers, by " + metrics.stream().map(Object::toString).collect(Collectors.joining(", ")) + ", "
                + direction() + (headsByPosition ? ", heads token by token" : "");
    }

    String direction() {
        return noising ? "corrupted into clean" : "clean into corrupted";
    }
}
