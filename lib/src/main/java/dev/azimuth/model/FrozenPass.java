package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.azimuth.family.WeightName;
import dev.azimuth.hook.Intervention;
import dev.azimuth.tensor.Scope;
import dev.azimuth.tensor.SharedTensor;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Texts that a model has read as far as training changes nothing, quickly and without derivatives, so that each step
 * computes only the rest: the layers from the first that is trained, over the tokens from the first that is changed. What
 * comes before a changed token cannot feel it.
 *
 * <p>It holds native memory until it is closed.
 */
public final class FrozenPass implements AutoCloseable {
    private final HookedTransformer model;
    private final Scope scope;
    private final TokenBatch rest;
    private final int layer;
    private final @Nullable KvCache past;
    /** What enters block {@code layer}, {@code [batch, pos, d_model]}. */
    private final NDArray stream;

    private FrozenPass(
            HookedTransformer model, Scope scope, TokenBatch rest, int layer, @Nullable KvCache past, NDArray stream) {
        this.model = model;
        this.scope = scope;
        this.rest = rest;
        this.layer = layer;
        this.past = past;
        this.stream = stream;
    }

    /**
     * Reads {@code texts}.
     *
     * @param layer the first that training changes
     * @param unchanged how many tokens of each text come before the first that training changes; less than the text has
     * @throws IllegalStateException when the model is not in float32
     */
    public static FrozenPass of(HookedTransformer model, TokenBatch texts, int layer, int[] unchanged) {
        if (model.weights().precision() != Precision.FLOAT32) {
            throw new IllegalStateException("The matrices of " + model.name() + " are in "
                    + model.weights().precision()
                    + ", whose products are not differentiated here. Use model.in(FLOAT32).");
        }
        Scope scope = Scope.on(model.weights().device());
        try {
            // The model's own interventions may look for words, which are then to be in one piece.
            boolean whole =
                    !model.interventions().isEmpty() || Arrays.stream(unchanged).anyMatch(count -> count == 0);
            return whole ? ofWhole(model, scope, texts, layer) : ofRest(model, scope, texts, layer, unchanged);
        } catch (RuntimeException e) {
            scope.close();
            throw e;
        }
    }

    private static FrozenPass ofWhole(HookedTransformer model, Scope scope, TokenBatch texts, int layer) {
        return new FrozenPass(model, scope, texts, layer, null, below(model, scope, texts, layer, null));
    }

    private static FrozenPass ofRest(
            HookedTransformer model, Scope scope, TokenBatch texts, int layer, int[] unchanged) {
        int layers = model.config().nLayers();
        TokenBatch rest = texts.part(unchanged, texts.lengths());
        try (Scope reading = Scope.on(model.weights().device())) {
            KvCache all = new KvCache(reading.manager(), layers, texts.size());
            model.pass(texts.part(new int[texts.size()], unchanged), LogitsAt.NONE, List.of(), all, x -> x.getShape());
            KvCache past = all.fork(scope.manager(), layer);
            return new FrozenPass(model, scope, rest, layer, past, below(model, scope, rest, layer, all));
        }
    }

    private static NDArray below(
            HookedTransformer model, Scope scope, TokenBatch texts, int layer, @Nullable KvCache cache) {
        return model.pass(
                texts,
                layer,
                LogitsAt.NONE,
                List.of(),
                cache,
                x -> Kernels.convert(x, Precision.FLOAT32, scope.manager()));
    }

    /** Native memory it holds. */
    public long bytes() {
        return stream.size() * Float.BYTES + (past == null ? 0 : past.bytes());
    }

    /**
     * A loss and its derivatives.
     *
     * @param variables what is trained; each becomes a leaf, in this order
     * @param hooks makes what acts out of the leaves; after the model's own interventions, and in no layer below the first
     * @param at whose logits the loss is computed from
     * @param loss of the logits {@code [batch, pos, d_vocab]}, a number
     */
    public LossGradient differentiate(
            List<Variable> variables,
            Function<List<NDArray>, List<Intervention>> hooks,
            LogitsAt at,
            UnaryOperator<NDArray> loss) {
        return slope(
                variables,
                (manager, leaves) -> logits(manager, model.differentiable(), hooks.apply(leaves), at, true),
                loss);
    }

    /**
     * The same where weights are trained rather than activations changed.
     *
     * @param change makes out of a weight {@code [out, in]} and the leaves what stands in its place
     * @param changed which weights; of no layer below the first
     */
    public LossGradient differentiateWeights(
            List<Variable> variables,
            List<WeightName> changed,
            WeightChange change,
            LogitsAt at,
            UnaryOperator<NDArray> loss) {
        return slope(
                variables,
                (manager, leaves) -> {
                    Weights plain = model.weights().plain();
                    Map<WeightName, SharedTensor> next = new LinkedHashMap<>();
                    for (WeightName name : changed) {
                        NDArray own = Kernels.handle(plain.get(name), manager);
                        next.put(name, SharedTensor.within(change.of(name, own, leaves)));
                    }
                    return logits(manager, new Transformer(plain.with(next)), List.of(), at, true);
                },
                loss);
    }

    /** What stands in the place of a weight while it is trained. */
    @FunctionalInterface
    public interface WeightChange {
        /** A weight of the same shape, computed from {@code weight} and {@code leaves}. */
        NDArray of(WeightName name, NDArray weight, List<NDArray> leaves);
    }

    private LossGradient slope(
            List<Variable> variables,
            BiFunction<NDManager, List<NDArray>, NDArray> logits,
            UnaryOperator<NDArray> loss) {
        boolean before = JniUtils.isGradMode(); // of this thread
        JniUtils.setGradMode(true);
        try (Scope step = Scope.on(model.weights().device())) {
            List<NDArray> leaves = variables.stream()
                    .map(variable -> variable.leaf(step.manager()))
                    .toList();
            NDArray value = loss.apply(logits.apply(step.manager(), leaves));
            List<float[]> gradients = Kernels.gradient(value, leaves).stream()
                    .map(NDArray::toFloatArray)
                    .toList();
            return new LossGradient(value.toFloatArray()[0], gradients);
        } finally {
            JniUtils.setGradMode(before);
            Reference.reachabilityFence(model);
        }
    }

    /** A loss without derivatives, by the quick way; the rest as in {@link #differentiate}. */
    public double loss(List<Intervention> hooks, LogitsAt at, UnaryOperator<NDArray> loss) {
        try (Scope step = Scope.on(model.weights().device())) {
            return loss.apply(logits(step.manager(), model.transformer(), hooks, at, false))
                    .toFloatArray()[0];
        } finally {
            Reference.reachabilityFence(model);
        }
    }

    private NDArray logits(
            NDManager manager, Transformer transformer, List<Intervention> hooks, LogitsAt at, boolean gradient) {
        List<Intervention> all =
                Stream.concat(model.interventions().stream(), hooks.stream()).toList();
        KvCache cache = past == null ? null : past.fork(manager, layer);
        PassRequest request = new PassRequest(model.config().nLayers(), at, all, gradient, cache, model.tokenizer());
        NDArray handle = Kernels.convert(stream, Precision.FLOAT32, manager);
        return transformer.resume(handle, layer, manager, rest, request);
    }

    @Override
    public void close() {
        scope.close();
    }

    @Override
    public String toString() {
        return "FrozenPass of " + rest + " from layer " + layer + " of " + model.name();
    }
}
