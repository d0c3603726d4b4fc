package dev.azimuth.intervention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A conditional edit in one run: it reads each text's prompt, remembers what it found, and acts accordingly. */
final class ConditionalRun implements Intervention {
    private final PlacedEdit<?> edit;
    private final Condition condition;
    private final HookFilter where;
    /** What was found of each text. */
    private final Map<PromptCondition, boolean[]> found = new LinkedHashMap<>();

    ConditionalRun(PlacedEdit<?> edit, Condition condition) {
        this.edit = edit;
        this.condition = condition;
        List<HookName> read = condition.sites();
        this.where = name -> edit.where().matches(name) || read.contains(name);
    }

    @Override
    public HookFilter where() {
        return where;
    }

    /** The first pass of a run is the one that reads the prompts; a place is read before it is changed. */
    @Override
    public NDArray apply(NDArray activation, HookSite site) {
        for (PromptCondition part : condition.parts()) {
            if (part.site().equals(site.name())) {
                found.computeIfAbsent(part, asked -> asked.heldBy(activation, site));
            }
        }
        if (!edit.where().matches(site.name())) {
            return activation;
        }
        NDArray changed = edit.act(activation, site);
        return changed == activation ? activation : chosen(activation, changed, site);
    }

    private NDArray chosen(NDArray activation, NDArray changed, HookSite site) {
        int texts = site.tokens().texts();
        boolean[] holds = new boolean[texts];
        int count = 0;
        for (int i = 0; i < texts; i++) {
            int text = i;
            holds[text] = condition.holds(part -> found(part, site)[text]);
            count += holds[text] ? 1 : 0;
        }
        if (count == 0 || count == texts) {
            return count == 0 ? activation : changed;
        }
        long[] shape = new long[activation.getShape().dimension()];
        Arrays.fill(shape, 1);
        shape[0] = texts;
        NDArray mask = activation.getManager().create(holds, new Shape(shape));
        return NDArrays.where(mask.broadcast(activation.getShape()), changed, activation);
    }

    private boolean[] found(PromptCondition part, HookSite site) {
        boolean[] known = found.get(part);
        if (known == null) {
            throw new IllegalStateException("The " + edit.name() + " acts at " + site.name() + ", but " + part
                    + " is known only after " + part.site() + ", later in the pass that reads the prompt. Read it"
                    + " earlier, act later, or act only at(Positions.generated()).");
        }
        return known;
    }

    @Override
    public String toString() {
        return edit.toString();
    }
}
