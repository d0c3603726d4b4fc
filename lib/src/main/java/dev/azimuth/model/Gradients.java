package dev.azimuth.model;

import dev.azimuth.family.WeightName;
import dev.azimuth.hook.ActivationCache;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.HostArray;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import tech.tablesaw.api.Table;

/** A number, and its derivatives by activations and weights; copies, which outlive the pass. */
public final class Gradients implements Tabular {
    private final float value;
    private final ActivationCache activations;
    private final ActivationCache byActivation;
    private final Map<WeightName, HostArray> byWeight;

    Gradients(
            float value,
            ActivationCache activations,
            ActivationCache byActivation,
            Map<WeightName, HostArray> byWeight) {
        this.value = value;
        this.activations = activations;
        this.byActivation = byActivation;
        this.byWeight = Map.copyOf(byWeight);
    }

    /** The number that was differentiated. */
    public float value() {
        return value;
    }

    /** The activations it was differentiated by. */
    public ActivationCache activations() {
        return activations;
    }

    /** Its derivatives by them, in their shapes. */
    public ActivationCache byActivation() {
        return byActivation;
    }

    /**
     * Its derivative by a weight, in the weight's shape.
     *
     * @throws IllegalArgumentException when that was not asked for
     */
    public INDArray by(WeightName weight) {
        HostArray found = byWeight.get(weight);
        if (found == null) {
            throw new IllegalArgumentException("No derivative by " + weight + ". There are those by "
                    + byWeight.keySet() + ". Add by(…) before on(…).");
        }
        return found.toIndArray();
    }

    /** What it was differentiated by. */
    @Override
    public Table table() {
        return byActivation.table().setName("Gradients of a value of " + value);
    }

    @Override
    public String toString() {
        return "Gradients of a value of " + value + " by "
                + byActivation.names().size() + " activations and " + byWeight.size() + " weights";
    }
}
