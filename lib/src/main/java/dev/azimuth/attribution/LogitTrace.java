package dev.azimuth.attribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import dev.azimuth.direction.Direction;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import dev.azimuth.tensor.Vectors;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps what a model says at each step of a generation, and how far along some directions it is when it says it. It can hold
 * a model to a text: the model reads that as what it wrote itself, with all that acts in prompt or continuation acting.
 */
final class LogitTrace implements Intervention {
    private static final float CERTAIN = 1e9f;

    private final List<Direction> directions;
    private final List<Integer> held;
    private final List<float[]> logProbabilities = new ArrayList<>();
    private final List<List<Double>> projections = new ArrayList<>();

    /**
     * @param held the tokens that the model is to write, whatever it would say; none to let it write
     */
    LogitTrace(List<Direction> directions, List<Integer> held) {
        this.directions = directions;
        this.held = held;
        directions.forEach(direction -> projections.add(new ArrayList<>()));
    }

    @Override
    public HookFilter where() {
        return name -> name.equals(HookName.logits())
                || directions.stream().anyMatch(direction -> direction.site().equals(name));
    }

    @Override
    public NDArray apply(NDArray activation, HookSite site) {
        NDArray last = activation.get(":, -1");
        for (int i = 0; i < directions.size(); i++) {
            Direction direction = directions.get(i);
            if (direction.site().equals(site.name())) {
                direction.requireWidth(last.getShape().get(1));
                projections.get(i).add(Vectors.dot(last.toFloatArray(), direction.unit()) / direction.gap());
            }
        }
        if (!site.name().equals(HookName.logits())) {
            return activation;
        }
        int step = logProbabilities.size();
        logProbabilities.add(last.logSoftmax(-1).toFloatArray());
        if (step >= held.size()) {
            return activation;
        }
        NDArray forced = activation.zerosLike();
        forced.set(new NDIndex("..., " + held.get(step)), CERTAIN);
        return forced;
    }

    /** At each step, of the whole vocabulary. */
    List<float[]> logProbabilities() {
        return logProbabilities;
    }

    /** Of each direction, at the token from which each step's was written, in the direction's class gaps. */
    List<List<Double>> projections() {
        return projections.stream().map(List::copyOf).toList();
    }

    @Override
    public String toString() {
        return "trace of a generation";
    }
}
