package dev.azimuth.direction;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The directions that point most like one, or most against it. */
final class Neighbours {
    private Neighbours() {}

    /** Nearest first, without {@code direction} itself. */
    static List<FeatureCard.Neighbour> of(Direction direction, Collection<Direction> others) {
        return others.stream()
                .filter(other -> !other.equals(direction))
                .map(other -> new FeatureCard.Neighbour(other.name(), other.site(), direction.cosine(other)))
                .sorted(Comparator.comparingDouble(each -> -Math.abs(each.cosine())))
                .toList();
    }

    static Table table(Direction direction, List<FeatureCard.Neighbour> nearest) {
        double band = 1.96 / Math.sqrt(direction.unit().length); // a random cosine's variance is 1/d
        return Table.create(
                String.format(
                        Locale.ROOT,
                        "Nearest to %s at %s; 95 %% of random directions have |cosine| < %.2g",
                        direction.name(),
                        direction.site(),
                        band),
                StringColumn.create("name", nearest.stream().map(FeatureCard.Neighbour::name)),
                StringColumn.create(
                        "site", nearest.stream().map(each -> each.site().toString())),
                DoubleColumn.create(
                        "cosine",
                        nearest.stream()
                                .mapToDouble(FeatureCard.Neighbour::cosine)
                                .toArray()));
    }
}
