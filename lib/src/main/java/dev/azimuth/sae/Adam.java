package dev.azimuth.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;

/** Adam (Kingma and Ba, 2015) of one parameter, which it changes in place. */
final class Adam {
    private static final NDIndex ALL = new NDIndex(":");
    private static final float FIRST = 0.9f;
    private static final float SECOND = 0.999f;
    private static final float EPSILON = 1e-8f;

    private final NDArray parameter;
    private final NDArray mean;
    private final NDArray square;
    private int steps;

    Adam(NDArray parameter) {
        this.parameter = parameter;
        this.mean = parameter.zerosLike();
        this.square = parameter.zerosLike();
    }

    NDArray parameter() {
        return parameter;
    }

    /** What it remembers of the gradients, to be forgotten where a parameter begins anew. */
    NDArray[] moments() {
        return new NDArray[] {mean, square};
    }

    void step(NDArray gradient, double rate) {
        steps++;
        mean.muli(FIRST).addi(gradient.mul(1 - FIRST));
        square.muli(SECOND).addi(gradient.square().muli(1 - SECOND));
        double correction = Math.sqrt(1 - Math.pow(SECOND, steps)) / (1 - Math.pow(FIRST, steps));
        float size = (float) (rate * correction);
        NDManager own = gradient.getManager(); // what is made on the way ends with the gradient's scope
        NDArray root = square.get(own, ALL).sqrt().addi(EPSILON);
        parameter.subi(mean.get(own, ALL).div(root).muli(size));
    }
}
