package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import dev.azimuth.family.MlpShape;
import dev.azimuth.family.WeightName;
import dev.azimuth.family.WeightName.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends each token to its likeliest experts and adds up what they say, weighted by their probabilities (Shazeer et al.,
 * 2017, arXiv 1701.06538). It has no neurons that all tokens share, so the hooks inside the MLP do not exist here.
 */
final class MixtureOfExperts implements FeedForward {
    /** One expert's matrices. */
    private record Expert(Projection gate, Projection in, Projection out) {}

    private final MlpShape shape;
    private final Projection router;
    private final List<Expert> experts = new ArrayList<>();

    MixtureOfExperts(Weights weights, int layer) {
        shape = weights.config().mlp();
        router = new Projection(weights.get(WeightName.of(Kind.ROUTER, layer)), null);
        for (int expert = 0; expert < shape.experts().count(); expert++) {
            experts.add(new Expert(
                    projection(weights, new WeightName(Kind.GATE, layer, expert)),
                    projection(weights, new WeightName(Kind.UP, layer, expert)),
                    projection(weights, new WeightName(Kind.DOWN, layer, expert))));
        }
    }

    @Override
    public NDArray forward(NDArray x, Pass pass) {
        NDManager manager = x.getManager();
        Shape shapeIn = x.getShape();
        int active = shape.experts().active();
        NDArray tokens = x.reshape(-1, shapeIn.get(2));
        NDList best = router.apply(tokens, pass).softmax(-1).topK(active, 1, true, true);
        NDArray weight = best.get(0); // [token, choice]
        if (shape.experts().renormalized()) {
            weight = weight.div(weight.sum(new int[] {1}, true));
        }
        long[] chosen = best.get(1).toLongArray();

        // Choice c of token t is number t · active + c; sorted by expert, each expert works once, on all its tokens.
        long[] place = new long[chosen.length];
        NDList said = new NDList();
        int next = 0;
        for (int expert = 0; expert < experts.size(); expert++) {
            long[] its = new long[chosen.length];
            int count = 0;
            for (int choice = 0; choice < chosen.length; choice++) {
                if (chosen[choice] == expert) {
                    its[count++] = choice / active;
                    place[choice] = next++;
                }
            }
            if (count > 0) {
                said.add(say(
                        experts.get(expert), rows(tokens, manager.create(its).get(":" + count)), pass));
            }
        }
        return rows(NDArrays.concat(said, 0), manager.create(place))
                .reshape(-1, active, shapeIn.get(2))
                .mul(weight.expandDims(2))
                .sum(new int[] {1})
                .reshape(shapeIn);
    }

    private NDArray say(Expert expert, NDArray x, Pass pass) {
        NDArray gate = Nonlinearities.apply(shape.nonlinearity(), expert.gate.apply(x, pass));
        return expert.out.apply(gate.mul(expert.in.apply(x, pass)), pass);
    }

    private static NDArray rows(NDArray matrix, NDArray indices) {
        return Embedding.embedding(indices, matrix, SparseFormat.DENSE).singletonOrThrow();
    }

    private static Projection projection(Weights weights, WeightName name) {
        return new Projection(weights.get(name), null);
    }
}
