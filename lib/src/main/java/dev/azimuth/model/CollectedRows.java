package dev.azimuth.model;

import dev.azimuth.hook.HookName;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows of some texts of a harvest, put back in the texts' order. */
final class CollectedRows {
    private final HarvestReading reading;
    private final int from;
    private final int to;
    private final Map<HookName, float[][][]> found = new LinkedHashMap<>(); // rows of each text
    private int missing;

    /** @param to after the last text */
    CollectedRows(HarvestReading reading, int from, int to) {
        this.reading = reading;
        this.from = from;
        this.to = to;
        this.missing = to - from;
        reading.sites().forEach(site -> found.put(site, new float[to - from][][]));
    }

    /** Takes what a batch gave. */
    void add(List<Integer> texts, Map<HookName, List<float[][]>> rows) {
        rows.forEach((site, ofTexts) -> {
            float[][][] all = found.get(site);
            for (int i = 0; all != null && i < ofTexts.size(); i++) {
                all[texts.get(i) - from] = ofTexts.get(i);
            }
        });
        missing -= texts.size();
    }

    boolean isWhole() {
        return missing == 0;
    }

    int[] rowsOfTexts() {
        return Arrays.copyOfRange(reading.rowsOfTexts(), from, to);
    }

    /** {@code [row, d]} at each place. */
    Map<HookName, float[][]> bySite() {
        Map<HookName, float[][]> rows = new LinkedHashMap<>();
        found.forEach((site, texts) ->
                rows.put(site, Arrays.stream(texts).flatMap(Arrays::stream).toArray(float[][]::new)));
        return rows;
    }
}
