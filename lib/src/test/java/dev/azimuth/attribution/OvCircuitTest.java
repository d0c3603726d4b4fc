package dev.azimuth.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import dev.azimuth.family.WeightName;
import dev.azimuth.hook.ActivationCache;
import dev.azimuth.hook.HookName;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OvCircuitTest {
    /** A text of one token looks at itself alone, so that in layer 0 a head's result is what its circuit says. */
    @Test
    void isWhatAHeadWritesWhereItLooksAtItself() {
        HookedTransformer model = TinyModel.open();
        ActivationCache cache = model.runWithCache("k", HookName.result(0)).cache();
        float[] written = cache.host(HookName.result(0)).row(0, 0, 3);
        float[] logits =
                model.weights().read(WeightName.of(WeightName.Kind.FINAL_NORM), w -> unembedded(model, w, written));
        int best = IntStream.range(0, logits.length)
                .boxed()
                .max(Comparator.comparingDouble(i -> logits[i]))
                .orElseThrow();
        assertThat(OvCircuit.of(model, 0, 3).table(1, "k").stringColumn(1).get(0))
                .isEqualTo("'" + model.tokenizer().token(best) + "'");
    }

    private static float[] unembedded(HookedTransformer model, NDArray any, float[] written) {
        return model.unembed(any.getManager().create(written).reshape(1, written.length))
                .toFloatArray();
    }

    @Test
    void ranksATokenAmongWhatItPromotes() {
        HookedTransformer model = TinyModel.open();
        OvCircuit circuit = OvCircuit.of(model, 2, 1);
        int rank = circuit.rankOfItself("k");
        String promoted = circuit.table(rank + 1, "k").stringColumn(1).get(0);
        assertThat(promoted).endsWith("'k'");
        assertThat(circuit).hasToString("OvCircuit of head 2.1 of " + model.name());
    }
}
