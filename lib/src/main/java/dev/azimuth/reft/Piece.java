package dev.azimuth.reft;

import ai.djl.ndarray.NDArray;
import dev.azimuth.direction.AffineMap;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import dev.azimuth.hook.Positions;
import dev.azimuth.intervention.AffineEdit;
import dev.azimuth.model.Variable;
import dev.azimuth.tensor.Matrices;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One learned intervention: where it acts, and its numbers R {@code [r, d]}, W {@code [r, d]} if it has one, and b {@code [1, r]}. */
final class Piece {
    private final Form form;
    private final List<Integer> layers;
    private final Positions positions;
    private final Variable rotation;
    private final @Nullable Variable reading;
    private final Variable bias;
    /** Rows to which R stays orthogonal. */
    private final @Nullable Variable beside;

    Piece(
            Form form,
            List<Integer> layers,
            Positions positions,
            Variable rotation,
            @Nullable Variable reading,
            Variable bias,
            @Nullable Variable beside) {
        this.form = form;
        this.layers = layers;
        this.positions = positions;
        this.rotation = rotation;
        this.reading = reading;
        this.bias = bias;
        this.beside = beside;
    }

    /** How many pieces there are of this shape; it may be more than memory can hold. */
    static long count(ReftShape shape) {
        return (shape.shared() ? 1L : shape.layers().size())
                * (shape.tied()
                        ? 1L
                        : (long) shape.ends().first() + shape.ends().last());
    }

    /** Where each piece acts; the numbers come from {@code numbers}. */
    static List<Piece> of(ReftShape shape, Numbers numbers) {
        List<List<Integer>> layers = shape.shared()
                ? List.of(shape.layers())
                : shape.layers().stream().map(List::of).toList();
        List<Positions> positions =
                shape.tied() ? List.of(shape.ends().all()) : shape.ends().each();
        List<Piece> pieces = new ArrayList<>();
        for (List<Integer> each : layers) {
            for (Positions chosen : positions) {
                pieces.add(numbers.of(shape.form(), each, chosen, pieces.size()));
            }
        }
        return pieces;
    }

    /** Fills a place. */
    @FunctionalInterface
    interface Numbers {
        Piece of(Form form, List<Integer> layers, Positions positions, int index);
    }

    /** As a variable of this piece is called, in files too. */
    static String name(int index, String variable) {
        return "pieces." + index + "." + variable;
    }

    /**
     * Numbers to begin with, as pyreft draws them: R uniformly among all that are orthonormal, or like W; W and the b
     * beside it uniformly within 1/√d of 0; a b alone uniformly from 0 to 1.
     */
    static Numbers random(int rank, int width, RandomGenerator random, List<Piece> others) {
        return (form, layers, positions, index) -> {
            double bound = 1 / Math.sqrt(width);
            Variable beside = others.isEmpty() ? null : others.get(index).rotation;
            float[] r = form.isOrthonormal()
                    ? Rows.normal(rank * width, random)
                    : Rows.uniform(rank * width, -bound, bound, random);
            Variable reading = form.reads()
                    ? Variable.of(name(index, "W"), rank, width, Rows.uniform(rank * width, -bound, bound, random))
                    : null;
            float[] b = form.reads() ? Rows.uniform(rank, -bound, bound, random) : Rows.uniform(rank, 0, 1, random);
            Variable rotation = Variable.of(name(index, "R"), rank, width, r);
            Variable bias = Variable.of(name(index, "b"), 1, rank, b);
            Piece piece = new Piece(form, layers, positions, rotation, reading, bias, beside);
            piece.retract();
            return piece;
        };
    }

    Piece copy() {
        return new Piece(
                form, layers, positions, rotation.copy(), reading == null ? null : reading.copy(), bias.copy(), beside);
    }

    /** What training changes. */
    List<Variable> variables() {
        return reading == null ? List.of(rotation, bias) : List.of(rotation, reading, bias);
    }

    Positions positions() {
        return positions;
    }

    /** What is saved beside {@link #variables}. */
    @Nullable
    Variable beside() {
        return beside;
    }

    /** Makes the rows of R orthonormal again after a step. */
    void retract() {
        if (form.isOrthonormal()) {
            Rows.orthonormalize(rotation.values(), rotation.columns(), beside == null ? List.of() : rows(beside));
        }
    }

    /** The largest element of {@code |RRᵀ − I|}. */
    double deviation() {
        return Rows.deviation(rotation.values(), rotation.columns());
    }

    /** What acts while it is trained, out of a leaf for each of {@link #variables}. */
    Intervention training(List<NDArray> leaves) {
        NDArray r = leaves.get(0);
        NDArray w = leaves.size() == 3 ? leaves.get(1) : null;
        NDArray b = leaves.get(leaves.size() - 1);
        HookFilter where = where();
        return new Intervention() {
            @Override
            public HookFilter where() {
                return where;
            }

            @Override
            public NDArray apply(NDArray h, HookSite site) {
                NDArray source = b;
                if (w != null) {
                    source = h.matMul((form.replaces() ? w.sub(r) : w).transpose())
                            .add(b);
                } else if (form.replaces()) {
                    source = b.sub(h.matMul(r.transpose()));
                }
                return positions.choose(h, h.add(source.matMul(r)), site);
            }
        };
    }

    /** The same as the map {@code x − A(Bᵀx − t)}: {@code A = Rᵀ}, {@code B = (R − W)ᵀ}, {@code t = b}. */
    AffineMap map() {
        INDArray r = Matrices.of(rows(rotation).toArray(float[][]::new));
        INDArray read = form.replaces() ? r : r.mul(0);
        if (reading != null) {
            read = read.sub(Matrices.of(rows(reading).toArray(float[][]::new)));
        }
        return AffineMap.of(r.transpose(), read.transpose(), Matrices.of(new float[][] {bias.values()}));
    }

    AffineEdit edit() {
        return AffineEdit.of(form.toString(), map(), where()).at(positions);
    }

    /** Where it acts: after its layers' blocks. */
    private HookFilter where() {
        HookFilter first = HookName.residPost(layers.get(0));
        return layers.stream()
                .skip(1)
                .map(layer -> (HookFilter) HookPoint.RESID_POST.at(layer))
                .reduce(first, HookFilter::or);
    }

    private static List<float[]> rows(Variable matrix) {
        int width = matrix.columns();
        return IntStream.range(0, matrix.rows())
                .mapToObj(i -> Arrays.copyOfRange(matrix.values(), i * width, (i + 1) * width))
                .toList();
    }
}
