package dev.azimuth.hook;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Numbers from outside a pass, that are to be put into one. */
final class GivenArray {
    private final float[] values;
    private final long[] shape;

    private GivenArray(float[] values, long[] shape) {
        this.values = values;
        this.shape = shape;
    }

    static GivenArray of(float[] vector) {
        return new GivenArray(vector.clone(), new long[] {vector.length});
    }

    static GivenArray of(INDArray array) {
        return new GivenArray(array.dup('c').data().asFloat(), array.shape().clone());
    }

    /**
     * In a shape that is broadcast to the activation's. Along heads and neurons it may have as many as were chosen.
     *
     * @param edit the name of the edit it is for
     * @throws IllegalArgumentException when it does not fit, saying what would
     */
    NDArray fittedTo(NDArray activation, HookSite site, Part part, String edit) {
        HookPoint point = site.name().point();
        long[] whole = activation.getShape().getShape();
        int missing = whole.length - shape.length;
        float[] fitted = values;
        long[] fittedShape = shape.clone();
        for (int axis = 0; axis < shape.length; axis++) {
            long size = missing < 0 ? 0 : whole[missing + axis];
            List<Integer> chosen = part.chosenAlong(missing + axis, point);
            if (missing >= 0 && !chosen.isEmpty() && shape[axis] == chosen.size()) {
                fitted = spread(fitted, fittedShape, axis, chosen, (int) size);
                fittedShape[axis] = size;
            } else if (missing < 0 || (shape[axis] != size && shape[axis] != 1)) {
                throw misfit(whole, site.name(), part, edit);
            }
        }
        return activation.getManager().create(fitted, new Shape(fittedShape));
    }

    /** The same numbers at {@code indices} of a dimension that is {@code size} wide, 0 elsewhere. */
    private static float[] spread(float[] from, long[] shape, int axis, List<Integer> indices, int size) {
        int outer = 1;
        int inner = 1;
        for (int i = 0; i < shape.length; i++) {
            outer *= i < axis ? (int) shape[i] : 1;
            inner *= i > axis ? (int) shape[i] : 1;
        }
        float[] to = new float[outer * size * inner];
        for (int i = 0; i < outer; i++) {
            for (int j = 0; j < indices.size(); j++) {
                int source = (i * indices.size() + j) * inner;
                System.arraycopy(from, source, to, (i * size + indices.get(j)) * inner, inner);
            }
        }
        return to;
    }

    private IllegalArgumentException misfit(long[] whole, HookName name, Part part, String edit) {
        List<String> axes = name.point().axes();
        List<String> named = new ArrayList<>();
        List<String> fitting = new ArrayList<>();
        for (int axis = 0; axis < whole.length; axis++) {
            named.add((axes.size() == whole.length ? axes.get(axis) + " " : "") + whole[axis]);
            fitting.add(Arrays.toString(Arrays.copyOfRange(whole, axis, whole.length)));
        }
        Collections.reverse(fitting);
        boolean someChosen = !part.heads().isEmpty() || !part.neurons().isEmpty();
        boolean rowPerToken = shape.length >= whole.length - name.point().positionAxis();
        return new IllegalArgumentException("The " + edit + " was given an array of shape " + Arrays.toString(shape)
                + ", which does not fit " + name + " of " + named + ". What fits: " + String.join(", ", fitting)
                + ", with 1 for any number"
                + (someChosen ? " or, of what was chosen, as many as were chosen" : "")
                + "."
                + (rowPerToken
                        ? " With a number for each token it fits texts of one length; positions(prompt()) leaves"
                                + " generated tokens alone."
                        : ""));
    }
}
