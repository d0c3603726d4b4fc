package dev.azimuth.reft;

import dev.azimuth.model.Variable;
import java.util.List;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, 2019, arXiv 1711.05101), with PyTorch's β₁ = 0.9, β₂ = 0.999 and
 * ε = 1e-8. Its whole state can be read and given back, so that a training that was stopped goes on exactly.
 */
final class AdamW {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final List<Variable> first;
    private final List<Variable> second;

    /** @param first moments, one for each variable and of its shape; zeros before the first step */
    AdamW(List<Variable> first, List<Variable> second) {
        this.first = first.stream().map(Variable::copy).toList();
        this.second = second.stream().map(Variable::copy).toList();
    }

    static AdamW of(List<Variable> variables) {
        return new AdamW(zeros("first", variables), zeros("second", variables));
    }

    private static List<Variable> zeros(String moment, List<Variable> like) {
        return like.stream()
                .map(each -> Variable.of(
                        each.name() + "." + moment, each.rows(), each.columns(), new float[each.values().length]))
                .toList();
    }

    /** @param step from 0 */
    void update(List<Variable> variables, List<float[]> gradients, int step, double rate, double decay) {
        double correction1 = 1 - Math.pow(BETA1, step + 1.0);
        double correction2 = 1 - Math.pow(BETA2, step + 1.0);
        for (int v = 0; v < variables.size(); v++) {
            float[] x = variables.get(v).values();
            float[] m = first.get(v).values();
            float[] s = second.get(v).values();
            float[] g = gradients.get(v);
            for (int i = 0; i < x.length; i++) {
                m[i] = (float) (BETA1 * m[i] + (1 - BETA1) * g[i]);
                s[i] = (float) (BETA2 * s[i] + (1 - BETA2) * g[i] * g[i]);
                double move = m[i] / correction1 / (Math.sqrt(s[i] / correction2) + EPSILON);
                x[i] = (float) (x[i] * (1 - rate * decay) - rate * move);
            }
        }
    }

    List<Variable> first() {
        return first.stream().map(Variable::copy).toList();
    }

    List<Variable> second() {
        return second.stream().map(Variable::copy).toList();
    }
}
