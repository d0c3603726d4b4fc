package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.hook.ActivationCache;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import dev.azimuth.tensor.HostArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Keeps the activations of one generation, pass by pass, and puts those of each text together as if all its tokens had run
 * at once. What it keeps ends with the generation's scope.
 */
final class GenerationTrace implements Intervention {
    private final List<HookFilter> asked;
    private final NDManager manager;
    private final TokenBatch prompts;
    private final List<Map<HookName, NDArray>> passes = new ArrayList<>();

    GenerationTrace(List<HookFilter> asked, NDManager manager, TokenBatch prompts) {
        this.asked = asked;
        this.manager = manager;
        this.prompts = prompts;
    }

    /** What is to act in the next pass: itself, or nothing where nothing was asked for. */
    List<Intervention> nextPass() {
        passes.add(new LinkedHashMap<>());
        return asked.isEmpty() ? List.of() : List.of(this);
    }

    /** Every position's where they are to be kept, and else only the last, which writes. */
    LogitsAt logits() {
        boolean all = Stream.of(HookName.lnFinalScale(), HookName.lnFinalNormalized(), HookName.logits())
                .anyMatch(where()::matches);
        return all ? LogitsAt.ALL : LogitsAt.LAST;
    }

    @Override
    public HookFilter where() {
        return name -> asked.stream().anyMatch(filter -> filter.matches(name));
    }

    @Override
    public NDArray apply(NDArray activation, HookSite site) {
        NDArray copy = activation.duplicate();
        copy.attach(manager);
        NDArray before = passes.get(passes.size() - 1).put(site.name(), copy);
        if (before != null) { // a norm with an input of its own for each head acts on queries, keys and values in turn
            before.close();
        }
        return activation;
    }

    /** One text's part of the last pass. */
    ActivationCache latest(int text) {
        return of(name -> part(name, passes.size() - 1, text));
    }

    /** One text's part of its first {@code count} passes. */
    ActivationCache whole(int text, int count) {
        int tokens = prompts.length() - prompts.padding(text) + count - 1;
        return of(name -> {
            NDList parts = new NDList();
            for (int pass = 0; pass < count; pass++) {
                NDArray part = part(name, pass, text);
                parts.add(looksAtKeys(name) ? unseenAdded(name.point(), part, tokens) : part);
            }
            return NDArrays.concat(parts, name.point().positionAxis());
        });
    }

    private ActivationCache of(Function<HookName, NDArray> reader) {
        Map<HookName, HostArray> copies = new LinkedHashMap<>();
        for (HookName name : passes.get(0).keySet()) {
            try (NDArray read = reader.apply(name)) {
                copies.put(name, HostArray.copyOf(read));
            }
        }
        return asked.isEmpty() ? ActivationCache.none() : ActivationCache.of(copies);
    }

    /** Without padding, which stands before the prompt and, among keys, in every pass. */
    private NDArray part(HookName name, int pass, int text) {
        String row = text + ":" + (text + 1);
        String tokens = (pass == 0 ? prompts.padding(text) : 0) + ":";
        String keys = prompts.padding(text) + ":";
        NDArray kept = Objects.requireNonNull(passes.get(pass).get(name)); // every pass computes the same places
        return kept.get(row + (looksAtKeys(name) ? ", :, " + tokens + ", " + keys : ", " + tokens));
    }

    /** An early pass with the keys that came later, which it could not see. */
    private NDArray unseenAdded(HookPoint point, NDArray part, int keys) {
        Shape shape = part.getShape();
        float unseen = point == HookPoint.PATTERN ? 0 : AttentionMask.HIDDEN;
        Shape missing = new Shape(shape.get(0), shape.get(1), shape.get(2), keys - shape.get(3));
        return missing.size() == 0 ? part : part.concat(manager.full(missing, unseen), 3);
    }

    private static boolean looksAtKeys(HookName name) {
        return name.point().axes().contains("key");
    }

    @Override
    public String toString() {
        return "trace of a generation";
    }
}
