package dev.azimuth.family;

import java.util.List;

/**
 * One tensor of a model file and the weights it holds; read forwards it loads, read backwards it saves.
 *
 * @param name in the file
 * @param layout how the weights lie in it
 * @param weights the weights it holds, in their order
 */
public record StoredTensor(String name, Layout layout, List<WeightName> weights) {
    /** How weights lie in a stored tensor. */
    public enum Layout {
        /** One after the other, the rows of the second below those of the first; a single weight lies as it is. */
        ROWS,
        /** The same transposed, as GPT-2's {@code Conv1D} has it: {@code [in, out]}. */
        COLUMNS,
        /** Head by head: the first head's rows of the first weight, then of the second. */
        HEADS,
        /** A norm's scale less one. */
        LESS_ONE,
        /** A head's dimensions pair by pair, where the rotary embedding here turns half against half. */
        ROTARY_PAIRS,
        /** Along a dimension of their own, the first. */
        STACKED
    }

    public StoredTensor {
        weights = List.copyOf(weights);
    }

    /** A weight that lies in the file as it is. */
    public static StoredTensor plain(String name, WeightName weight) {
        return new StoredTensor(name, Layout.ROWS, List.of(weight));
    }

    /** The shape the tensor must have in the file, outermost dimension first. */
    public List<Long> shape(ModelConfig config) {
        List<Long> first = weights.get(0).shape(config);
        if (layout == Layout.STACKED) {
            return List.of((long) weights.size(), first.get(0), first.get(1));
        }
        long rows = weights.stream()
                .mapToLong(weight -> weight.shape(config).get(0))
                .sum();
        if (first.size() == 1) {
            return List.of(rows);
        }
        return layout == Layout.COLUMNS ? List.of(first.get(1), rows) : List.of(rows, first.get(1));
    }
}
