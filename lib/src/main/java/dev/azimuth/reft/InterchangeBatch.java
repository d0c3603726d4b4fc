package dev.azimuth.reft;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.hook.HookName;
import dev.azimuth.model.FrozenPass;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.LossGradient;
import dev.azimuth.model.TokenBatch;
import dev.azimuth.model.Variable;
import java.util.List;

/** Interchanges of one step; the loss is the mean cross-entropy of the counterfactuals' answers. */
final class InterchangeBatch implements FrozenBatch {
    private final FrozenPass pass;
    private final HookName site;
    private final List<InterchangeTokens> examples;

    private InterchangeBatch(FrozenPass pass, HookName site, List<InterchangeTokens> examples) {
        this.pass = pass;
        this.site = site;
        this.examples = examples;
    }

    static InterchangeBatch of(HookedTransformer model, HookName site, List<InterchangeTokens> examples) {
        int[] unchanged =
                examples.stream().mapToInt(each -> each.base().length - 1).toArray();
        TokenBatch bases =
                TokenBatch.of(examples.stream().map(InterchangeTokens::base).toList());
        return new InterchangeBatch(FrozenPass.of(model, bases, site.layer(), unchanged), site, examples);
    }

    /** The sources' activations, row after row. */
    static float[] sources(List<InterchangeTokens> examples) {
        int width = examples.get(0).source().length;
        float[] all = new float[examples.size() * width];
        for (int i = 0; i < examples.size(); i++) {
            System.arraycopy(examples.get(i).source(), 0, all, i * width, width);
        }
        return all;
    }

    LossGradient differentiate(Variable rotation) {
        return pass.differentiate(
                List.of(rotation),
                leaves -> List.of(Swap.of(site, sources(examples), examples.size(), leaves.get(0))),
                LogitsAt.LAST,
                this::loss);
    }

    private NDArray loss(NDArray logits) {
        long[] wanted = examples.stream().mapToLong(InterchangeTokens::answer).toArray();
        NDArray chosen =
                logits.logSoftmax(-1).gather(logits.getManager().create(wanted, new Shape(wanted.length, 1, 1)), 2);
        return chosen.mean().neg();
    }

    @Override
    public long bytes() {
        return pass.bytes();
    }

    @Override
    public void close() {
        pass.close();
    }
}
