package dev.azimuth.intervention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookSite;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** One threshold on what is read of a prompt. */
record PromptCondition(PromptReading reading, Likeness likeness, double threshold) implements Condition {
    PromptCondition {
        if (!Double.isFinite(threshold)) {
            throw new IllegalArgumentException("A condition cannot have the threshold " + threshold + ".");
        }
    }

    HookName site() {
        return reading.site();
    }

    @Override
    public boolean holds(Predicate<PromptCondition> part) {
        return part.test(this);
    }

    @Override
    public List<PromptCondition> parts() {
        return List.of(this);
    }

    /** Which texts it holds for. */
    boolean[] heldBy(NDArray activation, HookSite site) {
        float[] unit = reading.unit();
        int width = (int) activation.getShape().get(activation.getShape().dimension() - 1);
        if (activation.getShape().dimension() != 3 || width != unit.length) {
            throw new IllegalArgumentException("The condition on " + reading.name() + " has " + unit.length
                    + " numbers, but " + site.name() + " has " + activation.getShape()
                    + ". Read it in the residual stream of the model that it was found in.");
        }
        float[] means = means(activation, site);
        boolean[] holds = new boolean[site.tokens().texts()];
        for (int text = 0; text < holds.length; text++) {
            float[] mean = Arrays.copyOfRange(means, text * width, (text + 1) * width);
            holds[text] = likeness.of(mean, unit) > threshold;
        }
        return holds;
    }

    /** Each text's mean over the tokens that are read, flat. */
    private float[] means(NDArray activation, HookSite site) {
        int length = (int) activation.getShape().get(1);
        int[][] rows = reading.positions().rows(site.tokens(), length);
        float[] shares = new float[rows.length * length];
        for (int text = 0; text < rows.length; text++) {
            if (rows[text].length == 0) {
                throw new IllegalArgumentException("Text " + text + " of " + rows.length + " has no token "
                        + reading.positions() + ", where the condition on " + reading.name()
                        + " is read. Read it at(Positions.last()), for example.");
            }
            for (int row : rows[text]) {
                shares[text * length + row] = 1f / rows[text].length;
            }
        }
        return activation
                .getManager()
                .create(shares, new Shape(rows.length, 1, length))
                .matMul(activation)
                .toFloatArray();
    }

    @Override
    public String toString() {
        return likeness.name().toLowerCase(Locale.ROOT) + " of " + reading + " > " + threshold;
    }
}
