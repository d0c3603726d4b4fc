package dev.azimuth.interference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.direction.Direction;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.model.Gradients;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LengthBatches;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.Objective;
import dev.azimuth.model.TokenBatch;
import dev.azimuth.tensor.HostArray;
import dev.azimuth.tensor.Vectors;
import dev.azimuth.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Predicts what removing a direction from everything that is written to the residual stream does to a readout many layers
 * later, without running the edited model.
 *
 * <p>The readout's gradient is carried back to each write o (the embedding, and the output of every attention and MLP) of
 * each token, where the removal changes o by {@code −ŵŵᵀo}: the readout of a text moves by {@code Σ −(gᵀŵ)(ŵᵀo)}. That is
 * exact for a removal of vanishing strength and leaves out how the writes change one another. One pass forward and one
 * backward for a readout serve every direction.
 */
final class Pathwise {
    /** Far fewer than a plain pass takes: the whole pass stays in memory, and is copied out with its derivatives. */
    private static final int TOKENS_A_BATCH = 384;

    /** The writes; the first is the embedding with learned positions, where there are any. */
    static final HookFilter WRITES = name -> name.equals(HookName.residPre(0))
            || name.point() == HookPoint.ATTN_OUT
            || name.point() == HookPoint.MLP_OUT;

    private Pathwise() {}

    /** The shift of {@code readout} on these pairs' last tokens for each direction removed. */
    static List<Shift> predict(
            HookedTransformer model, Readout readout, ContrastivePairs pairs, List<Direction> removed) {
        List<int[]> texts = Stream.concat(pairs.positives().stream(), pairs.negatives().stream())
                .map(model::asUserTurn)
                .map(model.tokenizer()::encode)
                .toList();
        double[] before = new double[texts.size()];
        double[][] change = new double[removed.size()][texts.size()];
        float[][] units = removed.stream().map(Direction::unit).toArray(float[][]::new);
        int[] lengths = texts.stream().mapToInt(text -> text.length).toArray();
        for (List<Integer> members : LengthBatches.of(lengths, TOKENS_A_BATCH)) {
            TokenBatch batch = TokenBatch.of(members.stream().map(texts::get).toList());
            Gradients gradients = model.gradientOf(new LastToken(readout))
                    .by(WRITES, readout.site())
                    .on(batch);
            HostArray read = gradients.activations().host(readout.site());
            for (int i = 0; i < members.size(); i++) {
                int text = members.get(i);
                before[text] = Vectors.dot(readout.read(), read.row(i, batch.length() - 1));
                for (HookName write : gradients.activations().names()) {
                    if (WRITES.matches(write)) {
                        add(gradients, write, i, batch, units, change, text);
                    }
                }
            }
        }
        List<Shift> shifts = new ArrayList<>();
        for (double[] each : change) {
            shifts.add(new Shift(before, each));
        }
        return shifts;
    }

    private static void add(
            Gradients gradients,
            HookName write,
            int row,
            TokenBatch batch,
            float[][] units,
            double[][] change,
            int text) {
        HostArray written = gradients.activations().host(write);
        HostArray gradient = gradients.byActivation().host(write);
        for (int token = batch.padding(row); token < batch.length(); token++) {
            float[] o = written.row(row, token);
            float[] g = gradient.row(row, token);
            for (int i = 0; i < units.length; i++) {
                change[i][text] -= Vectors.dot(g, units[i]) * Vectors.dot(o, units[i]);
            }
        }
    }

    /** The readout of each text's last token, summed over texts, so that each text's derivatives are its own. */
    private record LastToken(Readout readout) implements Objective {
        @Override
        public HookName at() {
            return readout.site();
        }

        @Override
        public LogitsAt logits() {
            return LogitsAt.NONE;
        }

        @Override
        public NDArray value(NDArray activation, Tokenizer tokenizer) {
            NDArray column = activation.getManager().create(readout.read()).reshape(new Shape(-1, 1));
            return activation.get(":, -1").matMul(column).sum();
        }
    }
}
