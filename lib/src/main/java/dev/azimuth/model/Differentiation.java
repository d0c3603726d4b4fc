package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.azimuth.family.WeightName;
import dev.azimuth.hook.ActivationCache;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import dev.azimuth.tensor.HostArray;
import dev.azimuth.tensor.Scope;
import dev.azimuth.tensor.SharedTensor;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Asks for the derivatives of a number by anything that leads to it: one pass forward, one backward. The model's
 * interventions act, and are differentiated through.
 */
public final class Differentiation {
    private final HookedTransformer model;
    private final Objective objective;
    private final HookFilter sites;
    private final List<WeightName> weights;

    Differentiation(HookedTransformer model, Objective objective) {
        this(model, objective, name -> false, List.of());
        model.requireSomewhere(
                objective.at(), "What is to be differentiated is computed from " + objective.at() + ", which is");
    }

    private Differentiation(HookedTransformer model, Objective objective, HookFilter sites, List<WeightName> weights) {
        this.model = model;
        this.objective = objective;
        this.sites = sites;
        this.weights = weights;
    }

    /** Also by the activations that {@code filters} choose. */
    public Differentiation by(HookFilter... filters) {
        HookFilter all = sites;
        for (HookFilter each : filters) {
            model.requireSomewhere(each, "The filter " + each.label() + " is");
            all = all.or(each);
        }
        return new Differentiation(model, objective, all, weights);
    }

    /** Also by these weights. */
    public Differentiation by(WeightName... names) {
        List<WeightName> all =
                Stream.concat(weights.stream(), Arrays.stream(names)).toList();
        return new Differentiation(model, objective, sites, all);
    }

    /** On one text; see {@link #on(List)}. */
    public Gradients on(String prompt) {
        return on(List.of(prompt));
    }

    /** On several texts at once, of any lengths; see {@link #on(TokenBatch)}. */
    public Gradients on(List<String> prompts) {
        return on(TokenBatch.of(prompts.stream().map(model.tokenizer()::encode).toList()));
    }

    /**
     * On texts that are tokens already.
     *
     * @throws IllegalStateException when nothing to differentiate by was named, or the model is not in float32
     * @throws IllegalArgumentException when the objective is no number
     */
    public Gradients on(TokenBatch batch) {
        if (model.weights().precision() != Precision.FLOAT32) {
            throw new IllegalStateException("The matrices of " + model.name() + " are in "
                    + model.weights().precision()
                    + ", whose products are not differentiated here. Use model.in(FLOAT32).");
        }
        boolean before = JniUtils.isGradMode(); // of this thread
        JniUtils.setGradMode(true);
        try (Scope scope = Scope.on(model.weights().device())) {
            return differentiate(scope, batch);
        } finally {
            JniUtils.setGradMode(before);
            Reference.reachabilityFence(model);
        }
    }

    private Gradients differentiate(Scope scope, TokenBatch batch) {
        Map<Object, NDArray> variables = new LinkedHashMap<>();
        Map<WeightName, SharedTensor> leaves = new LinkedHashMap<>();
        for (WeightName name : weights) {
            NDArray leaf = Kernels.leaf(model.weights().plain().get(name), scope.manager());
            variables.put(name, leaf);
            leaves.put(name, SharedTensor.within(leaf));
        }
        NDArray[] read = new NDArray[1];
        Intervention tap = new Tap(scope, variables, read);
        List<Intervention> all =
                Stream.concat(model.interventions().stream(), Stream.of(tap)).toList();
        PassRequest request =
                new PassRequest(model.config().nLayers(), objective.logits(), all, true, null, model.tokenizer());
        new Transformer(model.weights().plain().with(leaves)).forward(scope.manager(), batch, request);
        if (variables.isEmpty()) {
            throw new IllegalStateException("Nothing to differentiate " + objective
                    + " by was named. Add by(residPost()), or another place or weight.");
        }
        NDArray value = objective.value(read[0], model.tokenizer());
        if (value.size() != 1) {
            throw new IllegalArgumentException("Only a number can be differentiated, but " + objective
                    + " has the shape " + value.getShape() + ". Choose one element, or take a sum.");
        }
        return gradients(value, variables);
    }

    private static Gradients gradients(NDArray value, Map<Object, NDArray> variables) {
        List<NDArray> found = Kernels.gradient(value, List.copyOf(variables.values()));
        Map<HookName, HostArray> activations = new LinkedHashMap<>();
        Map<HookName, HostArray> byActivation = new LinkedHashMap<>();
        Map<WeightName, HostArray> byWeight = new LinkedHashMap<>();
        int next = 0;
        for (Map.Entry<Object, NDArray> each : variables.entrySet()) {
            HostArray gradient = HostArray.copyOf(found.get(next++));
            if (each.getKey() instanceof HookName name) {
                activations.put(name, HostArray.copyOf(each.getValue()));
                byActivation.put(name, gradient);
            } else {
                byWeight.put((WeightName) each.getKey(), gradient);
            }
        }
        return new Gradients(
                value.toFloatArray()[0], ActivationCache.of(activations), ActivationCache.of(byActivation), byWeight);
    }

    /** Keeps what the pass computes at the places asked for, and what the objective reads; changes nothing. */
    private final class Tap implements Intervention {
        private final Scope scope;
        private final Map<Object, NDArray> variables;
        private final NDArray[] read;

        Tap(Scope scope, Map<Object, NDArray> variables, NDArray[] read) {
            this.scope = scope;
            this.variables = variables;
            this.read = read;
        }

        @Override
        public HookFilter where() {
            return sites.or(objective.at());
        }

        @Override
        public NDArray apply(NDArray activation, HookSite site) {
            if (sites.matches(site.name())) {
                activation.setRequiresGradient(
                        true); // the graph begins at the first place; later ones are in it already
                variables.put(site.name(), kept(activation));
            }
            if (objective.at().equals(site.name())) {
                read[0] = kept(activation);
            }
            return activation;
        }

        /** The same tensor under a handle that outlives the block it was made in. */
        private NDArray kept(NDArray activation) {
            return Kernels.convert(activation, Precision.FLOAT32, scope.manager());
        }

        @Override
        public String toString() {
            return "gradient";
        }
    }

    @Override
    public String toString() {
        return "Gradient of " + objective + " on " + model.name();
    }
}
