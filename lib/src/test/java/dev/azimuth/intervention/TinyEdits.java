package dev.azimuth.intervention;

import static dev.azimuth.hook.HookName.residPost;

import dev.azimuth.direction.AffineMap;
import dev.azimuth.direction.Direction;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.Intervention;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import dev.azimuth.tensor.HostArray;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.testing.RandomRows;

/** What the tests of edits share: the tiny model, directions and a map that fit it, and streams as rows. */
final class TinyEdits {
    static final HookedTransformer MODEL = TinyModel.open();
    static final int WIDTH = 48;
    static final String TEXT = "words";
    static final AffineMap MAP = AffineMap.about(
            Matrices.of(RandomRows.normal(1, WIDTH, 1)),
            Matrices.of(RandomRows.normal(WIDTH, 2, 2)).mul(0.2),
            Matrices.of(RandomRows.normal(WIDTH, 2, 3)).mul(0.2));

    private TinyEdits() {}

    /** A random direction found after layer 1, with the gap 0.5. */
    static Direction direction(String name, long seed) {
        return Direction.of(name, "random", residPost(1), RandomRows.normal(1, WIDTH, seed)[0], 0.5);
    }

    /** The rows at a place of {@link #TEXT}, one a token. */
    static float[][] rows(HookName place, Intervention... edits) {
        return rows(TEXT, place, edits);
    }

    static float[][] rows(String text, HookName place, Intervention... edits) {
        HostArray stream = MODEL.with(edits).runWithCache(text, place).cache().host(place);
        float[][] rows = new float[(int) stream.shape()[1]][];
        for (int token = 0; token < rows.length; token++) {
            rows[token] = stream.row(0, token);
        }
        return rows;
    }

    static float[] logits(Intervention... edits) {
        return MODEL.with(edits).run(TEXT).logits().ravel().toFloatVector();
    }
}
