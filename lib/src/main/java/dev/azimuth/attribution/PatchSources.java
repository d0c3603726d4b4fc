package dev.azimuth.attribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.TokenBatch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What one pair's two texts give when nothing is patched: logits, and the activations that are put into the other run. */
final class PatchSources {
    private final EncodedPair pair;
    private final boolean noising;
    private final PairBaseline baseline;
    private final Map<HookName, float[]> values;
    private final Map<HookName, Shape> shapes;

    private PatchSources(
            EncodedPair pair,
            boolean noising,
            PairBaseline baseline,
            Map<HookName, float[]> values,
            Map<HookName, Shape> shapes) {
        this.pair = pair;
        this.noising = noising;
        this.baseline = baseline;
        this.values = values;
        this.shapes = shapes;
    }

    /** Runs both texts once. */
    static PatchSources of(HookedTransformer model, EncodedPair pair, HookFilter where, boolean noising) {
        Map<HookName, float[]> values = new LinkedHashMap<>();
        Map<HookName, Shape> shapes = new LinkedHashMap<>();
        Intervention reader = new Intervention() {
            @Override
            public HookFilter where() {
                return where;
            }

            @Override
            public NDArray apply(NDArray activation, HookSite site) {
                NDArray source = activation.get(noising ? "1:2" : "0:1");
                values.put(site.name(), source.toFloatArray());
                shapes.put(site.name(), source.getShape());
                return activation;
            }

            @Override
            public String toString() {
                return "reading what is patched";
            }
        };
        TokenBatch both = TokenBatch.of(List.of(pair.clean(), pair.corrupted()));
        PairBaseline baseline = model.pass(
                both,
                LogitsAt.LAST,
                List.of(reader, StopSign.INSTANCE),
                logits -> PairBaseline.of(
                        model,
                        pair.prompts(),
                        logits.get("0").toFloatArray(),
                        logits.get("1").toFloatArray()));
        return new PatchSources(pair, noising, baseline, values, shapes);
    }

    EncodedPair pair() {
        return pair;
    }

    PairBaseline baseline() {
        return baseline;
    }

    /** The tokens of the run that is patched. */
    int[] target() {
        return noising ? pair.clean() : pair.corrupted();
    }

    /** The logits of the run that is patched, before it is, {@code [1, d_vocab]}. */
    NDArray targetLogits(NDManager manager) {
        return noising ? baseline.clean(manager) : baseline.corrupted(manager);
    }

    /** The activation at {@code name} in the other run, row after row. */
    float[] values(HookName name) {
        return Objects.requireNonNull(values.get(name), name.toString());
    }

    /** Its shape, whose first dimension is 1. */
    Shape shape(HookName name) {
        return Objects.requireNonNull(shapes.get(name), name.toString());
    }

    /** How many heads it has. */
    int heads(HookName name) {
        return (int) shape(name).get(name.point().headAxis());
    }

    /**
     * Whether the patch puts in what is there already: before the first token that differs, causal attention lets no
     * activation differ.
     */
    boolean isIdle(PatchCell cell) {
        return cell.position() != PatchCell.ALL && cell.position() < pair.firstDifference();
    }
}
