package dev.azimuth.interference;

import dev.azimuth.dataset.Prompts;
import dev.azimuth.direction.Direction;
import dev.azimuth.hook.HookName;
import dev.azimuth.model.Activations;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.tensor.Vectors;
import java.util.List;

/** The activations of text that has nothing to do with a concept: what an edit should leave alone. */
final class NeutralText {
    private final Activations activations;

    NeutralText(HookedTransformer model, Prompts prompts) {
        List<String> texts = prompts.texts().stream().map(model::asUserTurn).toList();
        activations = model.harvest(texts).everyToken();
    }

    /**
     * The share of the residual stream's energy that lies along {@code direction}: squared coordinates over squared norms,
     * each summed over tokens, averaged over layers. A direction drawn at random has 1/d_model.
     *
     * @param withFirst whether each text's first token counts; it is so long that, where it does, the share is mostly the
     *     overlap with the attention sink, which is what breaks a model
     */
    double energyShare(Direction direction, boolean withFirst) {
        double sum = 0;
        for (HookName layer : activations.names()) {
            sum += energyShare(activations.rows(layer), direction.unit(), withFirst);
        }
        return sum / activations.names().size();
    }

    private double energyShare(float[][] rows, float[] axis, boolean withFirst) {
        double along = 0;
        double all = 0;
        int row = 0;
        for (int text = 0; text < activations.texts(); text++) {
            for (int token = 0; token < activations.rowsOf(text); token++, row++) {
                if (token > 0 || withFirst) {
                    double coordinate = Vectors.dot(rows[row], axis);
                    along += coordinate * coordinate;
                    all += Vectors.dot(rows[row], rows[row]);
                }
            }
        }
        return along / all;
    }
}
