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
     * The share of the residual stream's energy that lies along {@code direction}, averaged over tokens and layers. A
     * direction drawn at random has 1/d_model.
     */
    double energyShare(Direction direction) {
        double sum = 0;
        for (HookName layer : activations.names()) {
            sum += energyShare(activations.rows(layer), direction.unit());
        }
        return sum / activations.names().size();
    }

    private static double energyShare(float[][] rows, float[] axis) {
        double along = 0;
        double all = 0;
        for (float[] row : rows) {
            double coordinate = Vectors.dot(row, axis);
            along += coordinate * coordinate;
            all += Vectors.dot(row, row);
        }
        return along / all;
    }
}
