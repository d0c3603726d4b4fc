package dev.azimuth.discovery;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Chooses the site whose direction parts the validation data best: by AUC, then by the classes' distance in spreads. */
public final class ByAuc implements SiteCriterion {
    private ByAuc() {}

    /** Among all sites. */
    public static ByAuc byAuc() {
        return new ByAuc();
    }

    @Override
    public List<SiteVerdict> judge(SiteGrid grid) {
        List<Site> ranked = grid.best(Integer.MAX_VALUE, Integer.MAX_VALUE);
        return IntStream.range(0, ranked.size())
                .mapToObj(rank -> new SiteVerdict(
                        ranked.get(rank),
                        -rank,
                        Map.of(
                                "gap in spreads",
                                grid.at(ranked.get(rank)).validation().spreads()),
                        ""))
                .toList();
    }

    @Override
    public String toString() {
        return "validation AUC";
    }
}
