package dev.azimuth.discovery;

import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.direction.Direction;
import dev.azimuth.evaluation.Measurement;
import dev.azimuth.evaluation.Metric;
import dev.azimuth.hook.HookName;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.tensor.Vectors;
import java.util.ArrayList;
import java.util.List;

/**
 * How well concepts can still be read after an edit, each in its best layer, on test data, with intervals over topics and
 * the pairs within them.
 *
 * <p>The frozen probe is the direction found before the edit: its gap and its AUC say what the rest of the model can
 * still read. The refitted probe is a linear discriminant fitted again on the edited model's training activations: its
 * AUC says whether the information is gone or only moved. AUC is blunt; the gap shows damage long before.
 */
public final class ProbeScores implements Metric {
    /** Distance of the class means along the frozen direction, as a share of what it was. */
    public static final String GAP = "gap left (share of the original)";
    /** AUC of the frozen direction. */
    public static final String FROZEN = "AUC, frozen probe";
    /** AUC of a probe fitted again. */
    public static final String REFITTED = "AUC, probe fitted again";

    private final List<Directions> concepts;

    private ProbeScores(List<Directions> concepts) {
        this.concepts = concepts;
    }

    /** Of these concepts. */
    public static ProbeScores probeScores(Directions... concepts) {
        return new ProbeScores(List.of(concepts));
    }

    @Override
    public Prepared on(HookedTransformer before) {
        concepts.forEach(concept -> concept.requireModel(before));
        return model -> {
            List<Measurement> gaps = new ArrayList<>();
            List<Measurement> frozen = new ArrayList<>();
            List<Measurement> refitted = new ArrayList<>();
            for (Directions concept : concepts) {
                measure(before, model, concept, gaps, frozen, refitted);
            }
            gaps.addAll(frozen);
            gaps.addAll(refitted);
            return gaps;
        };
    }

    private static void measure(
            HookedTransformer before,
            HookedTransformer model,
            Directions concept,
            List<Measurement> gaps,
            List<Measurement> frozen,
            List<Measurement> refitted) {
        Direction direction = concept.best();
        HookName site = direction.site();
        boolean unchanged = model == before;
        Contrast train = unchanged
                ? concept.train()
                : Contrast.read(model, concept.data().train(), site);
        PairedRows test = (unchanged
                        ? concept.test()
                        : Contrast.read(model, concept.data().test(), site))
                .at(site);

        double original = Vectors.dot(direction.unit(), concept.test().at(site).meanDifference());
        ContrastivePairs pairs = concept.data().test();
        TopicScores scores = TopicScores.of(test, direction.unit(), pairs);
        gaps.add(new Measurement(GAP, concept.name(), scores.meanGap(original)));
        frozen.add(new Measurement(FROZEN, concept.name(), scores.auc()));
        float[] probe = LinearDiscriminant.linearDiscriminant().fit(train.at(site));
        refitted.add(new Measurement(
                REFITTED, concept.name(), TopicScores.of(test, probe, pairs).auc()));
    }

    @Override
    public String toString() {
        return "probe scores of " + concepts.stream().map(Directions::name).toList();
    }
}
