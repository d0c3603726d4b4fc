package dev.azimuth.reft;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.family.WeightName;
import dev.azimuth.hook.Intervention;
import dev.azimuth.model.FrozenPass;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.LossGradient;
import dev.azimuth.model.TokenBatch;
import dev.azimuth.model.Variable;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Examples of one step, read as far as training changes nothing; the loss is the mean cross-entropy of all answers' tokens. */
final class AnswerBatch implements FrozenBatch {
    private final FrozenPass pass;
    private final int width;
    private final long[] wanted;
    private final float[] weights;

    private AnswerBatch(FrozenPass pass, int width, long[] wanted, float[] weights) {
        this.pass = pass;
        this.width = width;
        this.wanted = wanted;
        this.weights = weights;
    }

    static AnswerBatch of(HookedTransformer model, List<Tokens> examples, ReftShape shape) {
        return of(model, examples, shape.layers().get(0), each -> shape.ends().unchanged(each.promptLength()));
    }

    /**
     * @param layer the first that training changes
     * @param unchanged how many tokens come before the first that training changes
     */
    static AnswerBatch of(HookedTransformer model, List<Tokens> examples, int layer, ToIntFunction<Tokens> unchanged) {
        int width =
                examples.stream().mapToInt(each -> each.wanted().length).max().orElseThrow();
        int total = examples.stream().mapToInt(each -> each.wanted().length).sum();
        long[] wanted = new long[examples.size() * width]; // 0 before an answer, where the weight is 0 too
        float[] weights = new float[wanted.length];
        for (int i = 0; i < examples.size(); i++) {
            int[] answer = examples.get(i).wanted();
            for (int k = 0; k < answer.length; k++) {
                int at = (i + 1) * width - answer.length + k;
                wanted[at] = answer[k];
                weights[at] = 1f / total;
            }
        }
        int[] prompts = examples.stream().mapToInt(Tokens::promptLength).toArray();
        TokenBatch batch =
                TokenBatch.answered(examples.stream().map(Tokens::given).toList(), prompts);
        int[] before = examples.stream().mapToInt(unchanged).toArray();
        return new AnswerBatch(FrozenPass.of(model, batch, layer, before), width, wanted, weights);
    }

    LossGradient differentiate(List<Variable> variables, Function<List<NDArray>, List<Intervention>> hooks) {
        return pass.differentiate(variables, hooks, new LogitsAt(width), this::loss);
    }

    LossGradient differentiateWeights(
            List<Variable> variables, List<WeightName> changed, FrozenPass.WeightChange change) {
        return pass.differentiateWeights(variables, changed, change, new LogitsAt(width), this::loss);
    }

    private NDArray loss(NDArray logits) {
        NDManager manager = logits.getManager();
        Shape shape = new Shape(logits.getShape().get(0), width, 1);
        NDArray chosen = logits.logSoftmax(-1).gather(manager.create(wanted, shape), 2);
        return chosen.mul(manager.create(weights, shape)).sum().neg();
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
