package dev.azimuth.discovery;

import static dev.azimuth.intervention.Steering.steering;

import dev.azimuth.dataset.Datasets;
import dev.azimuth.dataset.Prompts;
import dev.azimuth.direction.Direction;
import dev.azimuth.evaluation.Perplexity;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.progress.Progress;
import dev.azimuth.tensor.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How strongly to steer: what each strength does to a concept, what it does to ordinary prose, and whether an instruction
 * in plain words does as much for less, which it often does (Wu et al., 2025, arXiv 2501.17148).
 *
 * <pre>{@code SteeringStudy.of(sentiment, humor).prompted("sentiment", "Be glad about everything.").run().plot()}</pre>
 */
public final class SteeringStudy {
    private static final double[] STRENGTHS = {-4, -2, -1, 1, 2, 4};
    private static final int PAIRS = 12;

    private final List<Directions> concepts;
    private final double[] strengths;
    private final Map<String, String> instructions;
    private final Prompts prose;

    private SteeringStudy(
            List<Directions> concepts, double[] strengths, Map<String, String> instructions, Prompts prose) {
        this.concepts = concepts;
        this.strengths = strengths;
        this.instructions = instructions;
        this.prose = prose;
    }

    /**
     * Of these concepts, each steered along its best direction without the attention sink, by one to four class gaps either
     * way, with perplexity on the data set of that name.
     */
    public static SteeringStudy of(Directions... concepts) {
        if (concepts.length == 0) {
            throw new IllegalArgumentException("Nothing to steer along. Name at least one concept.");
        }
        Arrays.stream(concepts).forEach(each -> each.requireModel(concepts[0].model()));
        return new SteeringStudy(List.of(concepts), STRENGTHS, Map.of(), Datasets.prompts("perplexity"));
    }

    /** By these strengths, in class gaps; 0 is always there. */
    public SteeringStudy strengths(double... gaps) {
        return new SteeringStudy(concepts, gaps.clone(), instructions, prose);
    }

    /** Also an instruction that asks for the concept. */
    public SteeringStudy prompted(String concept, String instruction) {
        if (concepts.stream().noneMatch(each -> each.name().equals(concept))) {
            throw new IllegalArgumentException("There is no concept '" + concept + "' here, but "
                    + concepts.stream().map(Directions::name).toList() + ".");
        }
        Map<String, String> next = new LinkedHashMap<>(instructions);
        next.put(concept, instruction);
        return new SteeringStudy(concepts, strengths, next, prose);
    }

    /** With perplexity on these texts. */
    public SteeringStudy prose(Prompts texts) {
        return new SteeringStudy(concepts, strengths, instructions, texts);
    }

    /** Steers and measures. */
    public SteeringCurves run() {
        HookedTransformer model = concepts.get(0).model();
        Estimate unsteered = perplexity(model, Perplexity.perplexity(prose));
        List<SteeringCurves.Point> points = new ArrayList<>();
        for (Directions concept : Progress.over(concepts, "steering")) {
            Direction direction = concept.sink().spare(concept.best());
            List<Direction> all = concept.all();
            PushEffect effect = new PushEffect(concept, all.get(all.size() - 1), null, PAIRS);
            double[] plain = effect.read(Push.by(model));
            points.add(new SteeringCurves.Point(
                    concept.name(), SteeringCurves.STEERED, 0, Estimate.exact(0, effect.pairs()), unsteered));
            for (double strength : strengths) {
                HookedTransformer steered = model.with(steering(direction).scale(strength));
                points.add(new SteeringCurves.Point(
                        concept.name(),
                        SteeringCurves.STEERED,
                        strength,
                        effect.shift(plain, Push.by(steered)),
                        perplexity(steered, Perplexity.perplexity(prose))));
            }
            String instruction = instructions.get(concept.name());
            if (instruction != null) {
                points.add(new SteeringCurves.Point(
                        concept.name(),
                        SteeringCurves.INSTRUCTED,
                        Double.NaN,
                        effect.shift(plain, Push.by(model, instruction)),
                        perplexity(model, Perplexity.perplexity(prose).after(instruction + "\n\n"))));
            }
        }
        return new SteeringCurves(model.name(), instructions, points);
    }

    private static Estimate perplexity(HookedTransformer model, Perplexity perplexity) {
        return perplexity.on(model).measure(model).get(0).estimate();
    }

    @Override
    public String toString() {
        return "SteeringStudy of " + concepts.stream().map(Directions::name).toList() + " by "
                + Arrays.toString(strengths) + " class gaps, with perplexity of " + prose.name()
                + (instructions.isEmpty() ? "" : ", beside instructions " + instructions);
    }
}
