package dev.azimuth.discovery;

import dev.azimuth.direction.Direction;
import dev.azimuth.hook.Intervention;
import dev.azimuth.intervention.Steering;
import dev.azimuth.model.Objective;
import dev.azimuth.progress.Progress;
import dev.azimuth.tensor.Estimate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several ways to one concept, in one layer and on the same data, side by side: how alike the directions are, how well each
 * reads, how far each moves the model when all push equally hard, and what each costs. A direction that reads best may
 * steer badly, and an instruction in plain words is the baseline that steering has to beat (Wu et al., 2025, arXiv
 * 2501.17148).
 *
 * <pre>{@code MethodComparison.of(sentiment).prompted("Be glad.", "Be cross.").scoredBy(logitDifference(" good", " bad")).run()}</pre>
 */
public final class MethodComparison {
    private static final int SHUFFLES = 100;

    private record Trained(String name, Intervention towards, Intervention away, double seconds) {}

    private record Prompts(String towards, String away) {}

    private final Directions found;
    private final int layer;
    private final List<DirectionEstimator> methods;
    private final List<Trained> trained;
    private final @Nullable Prompts prompts;
    private final @Nullable Objective score;
    private final double scale;
    private final boolean fewer;

    private MethodComparison(
            Directions found,
            int layer,
            List<DirectionEstimator> methods,
            List<Trained> trained,
            @Nullable Prompts prompts,
            @Nullable Objective score,
            double scale,
            boolean fewer) {
        this.found = found;
        this.layer = layer;
        this.methods = methods;
        this.trained = trained;
        this.prompts = prompts;
        this.score = score;
        this.scale = scale;
        this.fewer = fewer;
    }

    /** Of mean difference, logistic probe, principal component and linear discriminant, where {@code found} is best. */
    public static MethodComparison of(Directions found) {
        return new MethodComparison(
                found,
                found.best().layer(),
                List.of(
                        MeanDifference.meanDifference(),
                        LogisticProbe.logisticProbe(),
                        PrincipalComponent.ofDifferences(),
                        LinearDiscriminant.linearDiscriminant()),
                List.of(),
                null,
                null,
                1,
                false);
    }

    /** In another layer. */
    public MethodComparison layer(int other) {
        return new MethodComparison(found, found.at(other).layer(), methods, trained, prompts, score, scale, fewer);
    }

    /** Of these methods instead. */
    public MethodComparison methods(DirectionEstimator... chosen) {
        return new MethodComparison(found, layer, List.of(chosen), trained, prompts, score, scale, fewer);
    }

    /**
     * Also of an intervention that was trained.
     *
     * @param towards pushes the model towards the concept
     * @param away pushes it away
     * @param seconds what the training took
     */
    public MethodComparison trained(String name, Intervention towards, Intervention away, double seconds) {
        List<Trained> next = new ArrayList<>(trained);
        next.add(new Trained(name, towards, away, seconds));
        return new MethodComparison(found, layer, methods, List.copyOf(next), prompts, score, scale, fewer);
    }

    /** Also of two instructions, one that asks for the concept and one that asks for its opposite, before each text. */
    public MethodComparison prompted(String towards, String away) {
        return new MethodComparison(found, layer, methods, trained, new Prompts(towards, away), score, scale, fewer);
    }

    /** Measures the answers by this too, such as {@code logitDifference(" good", " bad")}, higher where the concept is. */
    public MethodComparison scoredBy(Objective objective) {
        return new MethodComparison(found, layer, methods, trained, prompts, objective, scale, fewer);
    }

    /** Steers by so many gaps of the mean difference, with any direction; 1 unless told. */
    public MethodComparison scale(double gaps) {
        return new MethodComparison(found, layer, methods, trained, prompts, score, gaps, fewer);
    }

    /** Steers also by what each method finds in fewer pairs, which takes two passes over the test texts for each. */
    public MethodComparison effectsOfFewerPairs() {
        return new MethodComparison(found, layer, methods, trained, prompts, score, scale, true);
    }

    /** Fits, steers and measures. */
    public ComparedMethods run() {
        Directions reference = found.refit(MeanDifference.meanDifference());
        Direction mean = reference.at(layer);
        List<Direction> all = reference.all();
        Direction readout = all.get(all.size() - 1);
        PushEffect effect = new PushEffect(found, readout, score);
        List<ComparedMethods.Way> ways = new ArrayList<>();
        List<MethodCurve> curves = new ArrayList<>();
        for (DirectionEstimator method : Progress.over(methods, "comparing methods")) {
            PairedRows train = found.train().at(mean.site());
            Direction direction = Direction.ofClasses(
                    found.name(), method.method(), mean.site(), method.fit(train), train.meanDifference());
            MethodCurve.Effect push =
                    fewer ? each -> push(each, mean.gap(), effect) : each -> MethodCurve.Steered.NOT_MEASURED;
            MethodCurve curve =
                    MethodCurve.of(method, direction, train, found.test().at(mean.site()), push);
            curves.add(curve);
            PooledPairs pooled = new PooledPairs(found);
            Estimate auc = TopicCrossValidation.auc(method, pooled.at(mean.site()), pooled.pairs());
            ways.add(steered(method.method(), direction, mean.gap(), auc, curve.seconds(), effect));
        }
        ways.add(shuffled(reference, mean, effect));
        for (Trained each : trained) {
            Push towards = Push.by(found.model().with(each.towards()));
            Push away = Push.by(found.model().with(each.away()));
            ways.add(undirected(each.name(), towards, away, each.seconds(), effect));
        }
        if (prompts != null) {
            Push towards = Push.by(found.model(), prompts.towards());
            Push away = Push.by(found.model(), prompts.away());
            ways.add(undirected("instruction", towards, away, 0, effect));
        }
        return new ComparedMethods(found, mean, readout, scale, String.valueOf(score), ways, curves);
    }

    /** What the mean difference finds when labels mean nothing: what any push of this length may do. */
    private ComparedMethods.Way shuffled(Directions reference, Direction mean, PushEffect effect) {
        PooledPairs pooled = new PooledPairs(found);
        Estimate auc = Controls.band(
                TopicCrossValidation.shuffled(reference.estimator(), pooled.at(mean.site()), pooled.pairs(), SHUFFLES));
        return steered("shuffled labels (control)", reference.shuffled(layer, 1), mean.gap(), auc, Double.NaN, effect);
    }

    private static ComparedMethods.Way undirected(
            String name, Push towards, Push away, double seconds, PushEffect effect) {
        return new ComparedMethods.Way(
                name,
                null,
                ComparedMethods.NOT_MEASURED,
                effect.onReadout(towards, away),
                effect.onScore(towards, away),
                seconds);
    }

    private ComparedMethods.Way steered(
            String name, Direction direction, double length, Estimate auc, double seconds, PushEffect effect) {
        MethodCurve.Steered pushed = push(direction, length, effect);
        return new ComparedMethods.Way(name, direction, auc, pushed.onReadout(), pushed.onScore(), seconds);
    }

    /** All are pushed by the same length, whatever their own gap. */
    private MethodCurve.Steered push(Direction direction, double length, PushEffect effect) {
        Direction equal =
                Direction.of(direction.name(), direction.method(), direction.site(), direction.unit(), length);
        Push towards = Push.by(found.model().with(Steering.steering(equal).scale(scale)));
        Push away = Push.by(found.model().with(Steering.steering(equal).scale(-scale)));
        return new MethodCurve.Steered(effect.onReadout(towards, away), effect.onScore(towards, away));
    }

    @Override
    public String toString() {
        return "MethodComparison of " + found.name() + " in layer " + layer + ": "
                + methods.stream().map(DirectionEstimator::method).toList()
                + (prompts == null ? "" : " and an instruction") + ", steered by " + scale + " gaps";
    }
}
