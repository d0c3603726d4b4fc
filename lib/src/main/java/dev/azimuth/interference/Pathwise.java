package dev.azimuth.interference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.dataset.ContrastivePair;
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
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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

    /**
     * The shift of {@code readout} at the last tokens of some validation pairs, for each direction removed.
     *
     * @param pairs how many are differentiated; the distance of the classes is that of all
     */
    static List<Shift> predict(HookedTransformer model, Readout readout, int pairs, List<Direction> removed) {
        ContrastivePairs validation = readout.feature().data().validation();
        List<ContrastivePair> all = validation.pairs();
        int[] chosen = validation.take(Math.min(pairs, all.size())).pairs().stream()
                .mapToInt(all::indexOf)
                .flatMap(pair -> IntStream.of(pair, pair + all.size()))
                .toArray();
        double[] before = readout.of(readout.feature().validationRows(readout.site()));
        double[][] change = new double[removed.size()][before.length];
        for (double[] each : change) {
            Arrays.fill(each, Double.NaN);
        }
        List<int[]> texts = Arrays.stream(chosen)
                .mapToObj(i -> i < all.size()
                        ? all.get(i).positive()
                        : all.get(i - all.size()).negative())
                .map(model::asUserTurn)
                .map(model.tokenizer()::encode)
                .toList();
        float[][] units = removed.stream().map(Direction::unit).toArray(float[][]::new);
        int[] lengths = texts.stream().mapToInt(text -> text.length).toArray();
        for (List<Integer> members : LengthBatches.of(lengths, TOKENS_A_BATCH)) {
            TokenBatch batch = TokenBatch.of(members.stream().map(texts::get).toList());
            Gradients gradients =
                    model.gradientOf(new LastToken(readout)).by(WRITES).on(batch);
            for (int row = 0; row < members.size(); row++) {
                double[] moved = moved(gradients, row, batch, units);
                for (int i = 0; i < units.length; i++) {
                    change[i][chosen[members.get(row)]] = moved[i];
                }
            }
        }
        return Arrays.stream(change).map(each -> new Shift(before, each)).toList();
    }

    /** By how much one text's readout moves for each unit vector removed. */
    private static double[] moved(Gradients gradients, int row, TokenBatch batch, float[][] units) {
        double[] moved = new double[units.length];
        for (HookName write : gradients.activations().names()) {
            HostArray written = gradients.activations().host(write);
            HostArray gradient = gradients.byActivation().host(write);
            for (int token = batch.padding(row); token < batch.length(); token++) {
                float[] o = written.row(row, token);
                float[] g = gradient.row(row, token);
                for (int i = 0; i < units.length; i++) {
                    moved[i] -= Vectors.dot(g, units[i]) * Vectors.dot(o, units[i]);
                }
            }
        }
        return moved;
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
