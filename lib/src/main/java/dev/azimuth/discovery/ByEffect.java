package dev.azimuth.discovery;

import dev.azimuth.direction.Direction;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.Objective;
import dev.azimuth.progress.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Chooses by what a direction does to the model's answer, as Arditi et al. (2024, arXiv 2406.11717) choose theirs. Of the
 * candidates, the one whose ablation brings the score of prompts with the concept lowest (<i>bypass</i>), unless
 * adding it leaves the score of prompts without the concept below a floor (<i>induce</i>), or its ablation moves the
 * next token of those by more than an allowance (<i>KL</i>).
 *
 * <pre>{@code grid.choose(byEffect(tokenOdds("I", "As")))}</pre>
 */
public final class ByEffect implements SiteCriterion {
    private final Objective score;
    private final Candidates candidates;
    private final double minInduce;

    private ByEffect(Objective score, Candidates candidates, double minInduce) {
        this.score = score;
        this.candidates = candidates;
        this.minInduce = minInduce;
    }

    /**
     * By {@code score}: {@link TokenOdds} of the words that a refusal begins with, a {@link
     * dev.azimuth.model.LogitDifference}, or any other function of the logits, higher where the concept is. The
     * thresholds are the paper's: 0.1 nats, and a score of 0 after adding.
     */
    public static ByEffect byEffect(Objective score) {
        return new ByEffect(score, Candidates.STANDARD, 0);
    }

    /** Tries so many of the sites that part the validation data best; 12 unless told. */
    public ByEffect candidates(int count) {
        return new ByEffect(score, new Candidates(count, candidates.maxKl()), minInduce);
    }

    /** Allows the ablation this divergence, in nats. */
    public ByEffect maxKl(double nats) {
        return new ByEffect(score, new Candidates(candidates.count(), nats), minInduce);
    }

    /** Asks for this score of prompts without the concept once it is added. */
    public ByEffect minInduce(double floor) {
        return new ByEffect(score, candidates, floor);
    }

    @Override
    public List<SiteVerdict> judge(SiteGrid grid) {
        HookedTransformer model = grid.model();
        List<String> with = Candidates.chats(model, grid.data().validation().positives());
        List<String> lacking = Candidates.chats(model, grid.data().validation().negatives());
        double scoreWith = TextScores.mean(model, with, score);
        double scoreLacking = TextScores.mean(model, lacking, score);
        NextTokenKl divergence = new NextTokenKl(model, lacking);
        List<SiteVerdict> verdicts = new ArrayList<>();
        for (Site site : Progress.over(candidates.of(grid), "trying candidates")) {
            Direction direction = grid.direction(site);
            HookedTransformer ablated = Candidates.without(model, direction);
            double bypass = TextScores.mean(ablated, with, score);
            double induce = TextScores.mean(Candidates.towards(model, direction), lacking, score);
            double kl = divergence.of(ablated);
            Map<String, Double> measures = new LinkedHashMap<>();
            measures.put("bypass", bypass);
            measures.put("without ablation", scoreWith);
            measures.put("induce", induce);
            measures.put("without addition", scoreLacking);
            measures.put("KL (nats)", kl);
            verdicts.add(new SiteVerdict(site, -bypass, measures, refused(induce, kl)));
        }
        return verdicts;
    }

    private String refused(double induce, double kl) {
        return induce >= minInduce
                ? candidates.refusedBy(kl)
                : String.format(Locale.ROOT, "induce %.2g below %.2g", induce, minInduce);
    }

    @Override
    public String toString() {
        return "effect on the " + score;
    }
}
