package dev.azimuth.discovery;

import dev.azimuth.direction.Direction;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.model.Activations;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.progress.Progress;
import dev.azimuth.tensor.Vectors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Chooses by whether a direction turns one side into the other inside the model, whatever it says (COSMIC; Siu et al.,
 * 2025, arXiv 2506.00085): {@code cos(h⁺ ablated, h⁻) + cos(h⁻ with it added, h⁺)}, where h is the mean activation of a
 * side's last tokens in the tenth of the layers in which the sides' means are least alike. A direction does something when
 * both cosines exceed that of the sides as they are. A divergence above 0.1 nats is refused.
 */
public final class Cosmic implements SiteCriterion {
    private static final double LAYERS = 0.1;

    private final Candidates candidates;

    private Cosmic(Candidates candidates) {
        this.candidates = candidates;
    }

    /** Among the 12 sites that part the validation data best. */
    public static Cosmic byCosmic() {
        return new Cosmic(Candidates.STANDARD);
    }

    /** Among so many. */
    public Cosmic candidates(int count) {
        return new Cosmic(new Candidates(count, candidates.maxKl()));
    }

    /** Allows the ablation this divergence, in nats. */
    public Cosmic maxKl(double nats) {
        return new Cosmic(new Candidates(candidates.count(), nats));
    }

    @Override
    public List<SiteVerdict> judge(SiteGrid grid) {
        HookedTransformer model = grid.model();
        List<String> with = Candidates.chats(model, grid.data().validation().positives());
        List<String> lacking = Candidates.chats(model, grid.data().validation().negatives());
        Set<HookName> where = leastAlike(model, with, lacking);
        float[] meanWith = mean(model, with, where);
        float[] meanLacking = mean(model, lacking, where);
        NextTokenKl divergence = new NextTokenKl(model, lacking);
        List<SiteVerdict> verdicts = new ArrayList<>();
        for (Site site : Progress.over(candidates.of(grid), "trying candidates")) {
            Direction direction = grid.direction(site);
            HookedTransformer ablated = Candidates.without(model, direction);
            double removed = Vectors.cosine(mean(ablated, with, where), meanLacking);
            double added = Vectors.cosine(mean(Candidates.towards(model, direction), lacking, where), meanWith);
            double kl = divergence.of(ablated);
            Map<String, Double> measures = new LinkedHashMap<>();
            measures.put("cos unchanged", Vectors.cosine(meanWith, meanLacking));
            measures.put("cos after ablation", removed);
            measures.put("cos after addition", added);
            measures.put("KL (nats)", kl);
            verdicts.add(new SiteVerdict(site, removed + added, measures, candidates.refusedBy(kl)));
        }
        return verdicts;
    }

    /** The tenth of the layers, at least one, in which the sides' mean activations have the lowest cosine. */
    private static Set<HookName> leastAlike(HookedTransformer model, List<String> with, List<String> lacking) {
        Activations one = model.harvest(with).at(HookPoint.RESID_POST).lastToken();
        Activations other = model.harvest(lacking).at(HookPoint.RESID_POST).lastToken();
        return new HashSet<>(one.names().stream()
                .sorted(Comparator.comparingDouble(
                        name -> Vectors.cosine(Vectors.mean(one.rows(name)), Vectors.mean(other.rows(name)))))
                .limit(Math.max(1, Math.round(LAYERS * one.names().size())))
                .toList());
    }

    /** Over the prompts' last tokens and over the layers. */
    private static float[] mean(HookedTransformer model, List<String> prompts, Set<HookName> where) {
        HookFilter filter = where::contains;
        Activations read = model.harvest(prompts).at(filter).lastToken();
        return Vectors.mean(
                read.names().stream().map(name -> Vectors.mean(read.rows(name))).toArray(float[][]::new));
    }

    @Override
    public String toString() {
        return "COSMIC";
    }
}
