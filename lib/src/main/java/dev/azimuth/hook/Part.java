package dev.azimuth.hook;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Which numbers of an activation a hook is about.
 *
 * @param heads none means all
 * @param neurons of the last dimension; none means all
 */
record Part(HookFilter where, Positions positions, List<Integer> heads, List<Integer> neurons) {
    Part(HookFilter where, Positions positions) {
        this(where, positions, List.of(), List.of());
    }

    /** What {@code change} makes of the activation, in this part; the rest as it was. */
    NDArray choose(NDArray activation, HookSite site, UnaryOperator<NDArray> change) {
        check(activation, site.name());
        List<NDArray> masks = new ArrayList<>();
        if (positions != Positions.ALL) {
            boolean[] chosen = chosenRows(activation, site);
            if (!contains(chosen, true)) {
                return activation;
            }
            if (contains(chosen, false)) {
                masks.add(Axes.mask(activation, chosen, 0, site.name().point().positionAxis()));
            }
        }
        addMask(masks, activation, heads, site.name().point().headAxis());
        addMask(masks, activation, neurons, activation.getShape().dimension() - 1);
        NDArray changed = change.apply(activation);
        return masks.stream()
                .reduce(NDArray::logicalAnd)
                .map(mask -> NDArrays.where(mask.broadcast(activation.getShape()), changed, activation))
                .orElse(changed);
    }

    /** One text's numbers of this part, without the dimension of texts; of keys, those of its own tokens. */
    NDArray of(NDArray activation, HookSite site, int text, int[] rows) {
        HookPoint point = site.name().point();
        NDArray x = Axes.pick(activation.get(text), point.positionAxis() - 1, rows);
        if (point.axes().contains("key")) { // padding stands in front
            PassTokens tokens = site.tokens();
            x = x.get("..., -" + (tokens.place(text, tokens.count(text) - 1) + 1) + ":");
        }
        if (!heads.isEmpty()) {
            x = Axes.pick(x, point.headAxis() - 1, indices(heads));
        }
        return neurons.isEmpty() ? x : Axes.pick(x, x.getShape().dimension() - 1, indices(neurons));
    }

    /** The heads or neurons chosen along a dimension; none where all are. */
    List<Integer> chosenAlong(int axis, HookPoint point) {
        return axis == point.headAxis() ? heads : axis == point.axes().size() - 1 ? neurons : List.of();
    }

    /**
     * Checks that the heads and neurons exist.
     *
     * @throws IllegalArgumentException when one does not, saying which do
     */
    void check(NDArray activation, HookName name) {
        HookPoint point = name.point();
        if (!heads.isEmpty() && point.headAxis() < 0) {
            throw new IllegalArgumentException(name + " has no heads. Choose z(), which has what each head read, or"
                    + " result(), which has what each adds to the residual stream.");
        }
        if (!neurons.isEmpty() && point.axes().contains("key")) {
            throw new IllegalArgumentException(
                    name + " has a number for each key, not for neurons. Choose queries by positions(…).");
        }
        requireBelow(heads, activation, point.headAxis(), point.isShared() ? "key-value head" : "head", name);
        requireBelow(neurons, activation, activation.getShape().dimension() - 1, "neuron", name);
    }

    private boolean[] chosenRows(NDArray activation, HookSite site) {
        int rows = (int) activation.getShape().get(site.name().point().positionAxis());
        int[][] byText = positions.rows(site.tokens(), rows);
        boolean[] chosen = new boolean[byText.length * rows];
        for (int text = 0; text < byText.length; text++) {
            for (int row : byText[text]) {
                chosen[text * rows + row] = true;
            }
        }
        return chosen;
    }

    private static void addMask(List<NDArray> masks, NDArray activation, List<Integer> indices, int axis) {
        if (!indices.isEmpty()) {
            boolean[] chosen = new boolean[(int) activation.getShape().get(axis)];
            indices.forEach(index -> chosen[index] = true);
            masks.add(Axes.mask(activation, chosen, axis));
        }
    }

    private static void requireBelow(List<Integer> indices, NDArray activation, int axis, String what, HookName name) {
        for (int index : indices) {
            long size = activation.getShape().get(axis);
            if (index < 0 || index >= size) {
                throw new IllegalArgumentException("There is no " + what + " " + index + " at " + name
                        + ", which has the " + what + "s 0 to " + (size - 1) + ".");
            }
        }
    }

    private static boolean contains(boolean[] flags, boolean wanted) {
        for (boolean flag : flags) {
            if (flag == wanted) {
                return true;
            }
        }
        return false;
    }

    private static int[] indices(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public String toString() {
        return where.label()
                + listed("head", heads)
                + listed("neuron", neurons)
                + (positions == Positions.ALL ? "" : ", " + positions);
    }

    private static String listed(String what, List<Integer> indices) {
        return indices.isEmpty()
                ? ""
                : indices.stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining(", ", ", " + what + (indices.size() > 1 ? "s " : " "), ""));
    }
}
