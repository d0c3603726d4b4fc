package dev.azimuth.discovery;

import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.model.HookedTransformer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Reads the two sides of contrastive pairs at many sites, each text written in the same way. */
final class PairReader {
    private final HookedTransformer model;
    private final UnaryOperator<String> written;

    PairReader(HookedTransformer model, UnaryOperator<String> written) {
        this.model = model;
        this.written = written;
    }

    Map<Site, PairedRows> read(ContrastivePairs pairs, List<Site> sites) {
        List<String> texts = Stream.concat(pairs.positives().stream(), pairs.negatives().stream())
                .map(written)
                .toList();
        Map<Site, PairedRows> paired = new LinkedHashMap<>();
        SiteReader.read(model, texts, sites)
                .forEach((site, rows) -> paired.put(
                        site,
                        PairedRows.of(
                                Arrays.copyOfRange(rows, 0, pairs.size()),
                                Arrays.copyOfRange(rows, pairs.size(), rows.length))));
        return paired;
    }

    PairedRows read(ContrastivePairs pairs, Site site) {
        return read(pairs, List.of(site)).values().iterator().next();
    }
}
