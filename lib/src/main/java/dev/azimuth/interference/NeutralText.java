package dev.azimuth.interference;

import dev.azimuth.dataset.Prompts;
import dev.azimuth.direction.Direction;
import dev.azimuth.hook.HookName;
import dev.azimuth.model.Activations;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.tensor.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The activations of text that has nothing to do with a concept: what an edit should leave alone. */
final class NeutralText {
    private final Activations activations;

    NeutralText(HookedTransformer model, Prompts prompts) {
        List<String> texts = prompts.texts().stream().map(model::asUserTurn).toList();
        activations = model.harvest(texts).everyToken();
    }

    /** The layers it was read in. */
    List<HookName> layers() {
        return activations.names();
    }

    /**
     * The share of the residual stream's energy that lies along {@code direction}: squared coordinates over squared norms,
     * each summed over tokens, averaged over layers. A direction drawn at random has 1/d_model.
     *
     * @param withFirst whether each text's first token counts; it is so long that, where it does, the share is mostly the
     *     overlap with the attention sink, which is what breaks a model
     */
    double energyShare(Direction direction, boolean withFirst) {
        return layers().stream()
                .mapToDouble(layer -> energyShare(activations.rows(layer), direction.unit(), withFirst))
                .average()
                .orElseThrow();
    }

    /** The share in one layer, first tokens included. */
    double energyShare(Direction direction, HookName layer) {
        return energyShare(activations.rows(layer), direction.unit(), true);
    }

    private double energyShare(float[][] rows, float[] axis, boolean withFirst) {
        double along = 0;
        double all = 0;
        for (int row : tokens(withFirst)) {
            double coordinate = Vectors.dot(rows[row], axis);
            along += coordinate * coordinate;
            all += Vectors.dot(rows[row], rows[row]);
        }
        return along / all;
    }

    /**
     * Misfire {@code bᵀΣb}: the variance, over all tokens but first ones, of what a reader sees that puts its own classes 1
     * apart. An edit that reads there moves such a token by that share of a whole step, squared.
     */
    double misfire(HookName site, float[] read) {
        float[][] rows = activations.rows(site);
        double[] seen = Arrays.stream(tokens(false))
                .mapToDouble(row -> Vectors.dot(rows[row], read))
                .toArray();
        double mean = Arrays.stream(seen).average().orElseThrow();
        return Arrays.stream(seen).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    }

    private int[] tokens(boolean withFirst) {
        boolean[] first = new boolean[activations.count()];
        int row = 0;
        for (int text = 0; text < activations.texts(); text++) {
            first[row] = true;
            row += activations.rowsOf(text);
        }
        return IntStream.range(0, first.length)
                .filter(i -> withFirst || !first[i])
                .toArray();
    }
}
