package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.family.ModelConfig;
import dev.azimuth.family.StoredTensor;
import dev.azimuth.family.WeightName;
import java.util.ArrayList;
import java.util.List;

/** Takes the weights out of a stored tensor, and puts them together again. */
final class StoredLayout {
    private final StoredTensor stored;
    private final ModelConfig config;

    StoredLayout(StoredTensor stored, ModelConfig config) {
        this.stored = stored;
        this.config = config;
    }

    /** The weights in the order of {@link StoredTensor#weights}; arrays of the scope of {@code whole}. */
    List<NDArray> split(NDArray whole) {
        int dHead = config.dHead();
        return switch (stored.layout()) {
            case ROWS -> rows(whole);
            case COLUMNS -> rows(transposed(whole));
            case HEADS ->
                rows(whole.reshape(byHead(whole, stored.weights().size(), dHead))
                        .swapAxes(0, 1)
                        .reshape(whole.getShape()));
            case LESS_ONE -> List.of(whole.add(1));
            // Row 2j+t of a head becomes row t·d_head/2 + j: from pairs side by side to pairs half a head apart.
            case ROTARY_PAIRS ->
                List.of(whole.reshape(byHead(whole, dHead / 2, 2))
                        .swapAxes(1, 2)
                        .reshape(whole.getShape()));
            case STACKED -> {
                List<NDArray> parts = new ArrayList<>();
                for (int i = 0; i < stored.weights().size(); i++) {
                    parts.add(whole.get(i).duplicate());
                }
                yield parts;
            }
        };
    }

    /** The inverse of {@link #split}. */
    NDArray join(List<NDArray> parts) {
        int dHead = config.dHead();
        NDArray whole = parts.size() == 1 ? parts.get(0) : NDArrays.concat(new NDList(parts), 0);
        return switch (stored.layout()) {
            case ROWS -> whole;
            case COLUMNS -> transposed(whole);
            case HEADS ->
                whole.reshape(byWeight(whole, parts.size(), dHead))
                        .swapAxes(0, 1)
                        .reshape(whole.getShape());
            case LESS_ONE -> whole.sub(1);
            case ROTARY_PAIRS ->
                whole.reshape(byHead(whole, 2, dHead / 2)).swapAxes(1, 2).reshape(whole.getShape());
            case STACKED -> whole.reshape(new Shape(stored.shape(config)));
        };
    }

    /** Not only seen the other way round, but lying in memory so. */
    private static NDArray transposed(NDArray matrix) {
        NDArray view = matrix.transpose();
        return view.flatten().reshape(view.getShape());
    }

    private List<NDArray> rows(NDArray whole) {
        if (stored.weights().size() == 1) {
            return List.of(whole);
        }
        List<NDArray> parts = new ArrayList<>();
        long start = 0;
        for (WeightName weight : stored.weights()) {
            long end = start + weight.shape(config).get(0);
            // A copy, since a slice would keep the whole alive.
            parts.add(whole.get(start + ":" + end).duplicate());
            start = end;
        }
        return parts;
    }

    /** Rows of {@code whole} as {@code [heads, inner, outer …]}, columns as they are. */
    private static Shape byHead(NDArray whole, long inner, long outer) {
        Shape shape = whole.getShape();
        long heads = shape.get(0) / (inner * outer);
        return shape.dimension() == 1 ? new Shape(heads, inner, outer) : new Shape(heads, inner, outer, shape.get(1));
    }

    private static Shape byWeight(NDArray whole, long weights, long dHead) {
        Shape shape = whole.getShape();
        long heads = shape.get(0) / (weights * dHead);
        return shape.dimension() == 1
                ? new Shape(weights, heads, dHead)
                : new Shape(weights, heads, dHead, shape.get(1));
    }
}
