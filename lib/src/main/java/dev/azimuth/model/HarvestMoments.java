package dev.azimuth.model;

import dev.azimuth.hook.HookName;
import dev.azimuth.tensor.Moments;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A harvest that keeps the moments of what it reads, place by place: memory for a covariance {@code [d, d]} each, however
 * many tokens there are. Those of several harvests add up by {@link Moments#plus}.
 */
public final class HarvestMoments extends TokenChoice<Map<HookName, Moments>> {
    private final Harvest harvest;

    HarvestMoments(Harvest harvest) {
        this.harvest = harvest;
    }

    @Override
    Map<HookName, Moments> read(TokenRows tokens) {
        HarvestReading reading = harvest.reading(tokens);
        Map<HookName, RunningMoments> running = new LinkedHashMap<>();
        reading.sites().forEach(site -> running.put(site, new RunningMoments()));
        reading.read(
                reading.batches(0, reading.texts()),
                (texts, rows) -> running.forEach(
                        (site, moments) -> rows.getOrDefault(site, List.of()).forEach(moments::add)));
        Map<HookName, Moments> moments = new LinkedHashMap<>();
        running.forEach((site, sum) -> moments.put(site, sum.sum()));
        return Collections.unmodifiableMap(moments);
    }

    @Override
    public String toString() {
        return "Moments of a " + harvest;
    }
}
