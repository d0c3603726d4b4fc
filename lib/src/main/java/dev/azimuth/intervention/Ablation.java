package dev.azimuth.intervention;

import dev.azimuth.direction.AffineMap;
import dev.azimuth.direction.Direction;
import dev.azimuth.direction.Subspace;
import dev.azimuth.hook.Positions;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Vectors;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Edits that take away what lies along directions. */
public final class Ablation {
    /** What is shorter is the rounding of a direction that the kept ones span, and points anywhere. */
    private static final double LEAST_LEFT = 1e-3;

    private Ablation() {}

    /**
     * Directional ablation: {@code x − v̂v̂ᵀx} of everything that is written to the residual stream, at every token, so that
     * the stream never moves along the direction (Arditi et al., 2024, arXiv 2406.11717). Of several directions, all that
     * they span.
     */
    public static AffineEdit ablation(Direction direction, Direction... more) {
        AffineMap map = removal(new float[direction.unit().length], direction, more);
        return AffineEdit.of("ablation of " + names(all(direction, more)), map, AffineEdit.everythingWritten());
    }

    /**
     * Mean ablation: {@code x − v̂v̂ᵀ(x − μ)} where the direction was found, so that every token has there what texts have on
     * average. A text's first token, where the attention sink lives, is left alone unless {@link AffineEdit#at} says
     * otherwise.
     *
     * @param mean μ, {@code [d_model]}
     */
    public static AffineEdit meanAblation(float[] mean, Direction direction, Direction... more) {
        String name = "mean ablation of " + names(all(direction, more));
        return AffineEdit.of(name, removal(mean, direction, more), direction.site())
                .at(Positions.AFTER_FIRST);
    }

    /**
     * Selective ablation: directional ablation along {@code w' = w − v̂v̂ᵀw}, what is left of a direction without those that
     * are to be kept (arXiv 2410.03415).
     */
    public static AffineEdit selectiveAblation(Direction direction, Direction... kept) {
        return selectiveAblation(direction, 1, kept);
    }

    /**
     * The same with {@code w' = w − share·v̂v̂ᵀw}, which keeps less of the others.
     *
     * @throws IllegalArgumentException when none is to be kept, or nothing is left without them
     */
    public static AffineEdit selectiveAblation(Direction direction, double share, Direction... kept) {
        if (kept.length == 0) {
            throw new IllegalArgumentException("A selective ablation of " + direction.name()
                    + " needs at least one direction to keep. Without one it is ablation(…).");
        }
        INDArray w = Matrices.of(new float[][] {direction.unit()});
        float[] inside = Matrices.floats(Subspace.of(kept).project(w));
        float[] left = Vectors.plus(direction.unit(), -share, inside);
        if (!(Vectors.norm(left) >= LEAST_LEFT)) {
            throw new IllegalArgumentException("Nothing is left of " + direction.name() + " without " + names(kept)
                    + ", which span it. Keep fewer directions, or a smaller share of them.");
        }
        Direction rest = Direction.of(
                direction.name() + " without " + names(kept),
                direction.method(),
                direction.site(),
                left,
                direction.gap());
        return ablation(rest).named("selective ablation of " + rest.name());
    }

    /** {@code x − v̂v̂ᵀ(x − c)}. */
    private static AffineMap removal(float[] centre, Direction direction, Direction... more) {
        INDArray about = Matrices.of(new float[][] {centre});
        if (more.length == 0) {
            INDArray column = Matrices.of(new float[][] {direction.unit()}).transpose();
            return AffineMap.about(about, column, column);
        }
        return Subspace.of(all(direction, more)).removal(about);
    }

    private static Direction[] all(Direction direction, Direction... more) {
        return Stream.concat(Stream.of(direction), Arrays.stream(more)).toArray(Direction[]::new);
    }

    private static String names(Direction... directions) {
        return Arrays.stream(directions).map(Direction::name).collect(Collectors.joining(", "));
    }
}
