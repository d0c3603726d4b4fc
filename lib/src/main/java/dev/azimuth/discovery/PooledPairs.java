package dev.azimuth.discovery;

import dev.azimuth.dataset.ContrastivePair;
import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.dataset.Split;
import dev.azimuth.direction.Direction;
import dev.azimuth.hook.HookName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** All parts of a concept's data together, for a cross-validation that makes parts of its own. */
final class PooledPairs {
    private final Directions directions;

    PooledPairs(Directions directions) {
        this.directions = directions;
    }

    ContrastivePairs pairs() {
        Split<ContrastivePairs> data = directions.data();
        List<ContrastivePair> all = Stream.of(data.train(), data.validation(), data.test())
                .flatMap(part -> part.pairs().stream())
                .toList();
        return new ContrastivePairs(
                data.train().name(), data.train().positiveLabel(), data.train().negativeLabel(), all);
    }

    PairedRows at(HookName site) {
        return PairedRows.of(rows(site, PairedRows::positive), rows(site, PairedRows::negative));
    }

    /** Wherever a direction was found. */
    Map<HookName, PairedRows> everywhere() {
        Map<HookName, PairedRows> rows = new LinkedHashMap<>();
        for (Direction each : directions.all()) {
            rows.put(each.site(), at(each.site()));
        }
        return rows;
    }

    private float[][] rows(HookName site, Function<PairedRows, float[][]> side) {
        return Stream.of(directions.train(), directions.validation(), directions.test())
                .flatMap(part -> Stream.of(side.apply(part.at(site))))
                .toArray(float[][]::new);
    }
}
