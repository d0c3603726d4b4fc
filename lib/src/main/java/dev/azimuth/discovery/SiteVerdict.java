package dev.azimuth.discovery;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a criterion says of one site.
 *
 * @param score of those that are not refused, the one with the highest is chosen
 * @param measures what was measured, by name; the same names for every site
 * @param refused why it cannot be chosen; empty where it can
 */
public record SiteVerdict(Site site, double score, Map<String, Double> measures, String refused) {
    /** Copies the measures, in their order. */
    public SiteVerdict {
        measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
    }

    /** Whether it can be chosen. */
    public boolean passes() {
        return refused.isEmpty();
    }

    /** One of the measures. */
    public double measure(String name) {
        Double found = measures.get(name);
        if (found == null) {
            throw new IllegalArgumentException("'" + name + "' was not measured. Measured: " + measures.keySet() + ".");
        }
        return found;
    }
}
