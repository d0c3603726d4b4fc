package dev.azimuth.discovery;

import dev.azimuth.direction.Direction;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The directions of other concepts beside one, with the cosines that shuffled labels reach. */
final class KnownDirections {
    private KnownDirections() {}

    static Table nearest(Directions directions, Collection<Direction> others) {
        Direction best = directions.best();
        ShuffledLabels shuffled = directions.shuffledLabels(best.site());
        List<Direction> nearest = others.stream()
                .filter(other -> !other.equals(best))
                .sorted(Comparator.comparingDouble(other -> -Math.abs(best.cosine(other))))
                .toList();
        return Table.create(
                "Nearest to " + best,
                StringColumn.create("name", nearest.stream().map(Direction::name)),
                StringColumn.create(
                        "site", nearest.stream().map(other -> other.site().toString())),
                DoubleColumn.create("cosine", nearest.stream().mapToDouble(best::cosine)),
                DoubleColumn.create(
                        "|cosine| that shuffled labels stay below",
                        nearest.stream().mapToDouble(other -> shuffled.cosineBand(other.unit()))));
    }
}
