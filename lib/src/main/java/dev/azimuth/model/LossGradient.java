package dev.azimuth.model;

import java.util.List;

/**
 * A loss, and its derivatives by the variables it was computed with.
 *
 * @param gradients one array for each variable, in their order, row after row
 */
public record LossGradient(double loss, List<float[]> gradients) {
    public LossGradient {
        gradients = List.copyOf(gradients);
    }
}
