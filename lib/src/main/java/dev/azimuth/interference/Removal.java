package dev.azimuth.interference;

import dev.azimuth.direction.Direction;
import dev.azimuth.discovery.Directions;
import dev.azimuth.interference.LayerGeometry.Axis;
import dev.azimuth.tensor.Vectors;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A direction that is to be removed, and its place among the features.
 *
 * @param own which of the features it is the direction of; -1 where of none
 */
record Removal(Direction direction, List<Directions> features, int own) {
    static Removal of(Direction direction, List<Directions> features) {
        int own = IntStream.range(0, features.size())
                .filter(i -> features.get(i).name().equals(direction.name()))
                .findFirst()
                .orElse(-1);
        return new Removal(direction, features, own);
    }

    boolean isOf(Directions feature) {
        return feature == ownFeature();
    }

    @Nullable
    Directions ownFeature() {
        return own < 0 ? null : features.get(own);
    }

    /** A whole step of it: one class gap. */
    Axis axis(LayerGeometry geometry) {
        return geometry.axis(Vectors.scaled(direction.unit(), direction.gap()));
    }

    /** Where the labels of its own feature mean nothing; empty where there are none. */
    List<Axis> shuffled(LayerGeometry geometry) {
        return own < 0 ? List.of() : geometry.shuffled(own);
    }

    /** Which features an edit would have to protect. */
    int[] protectedFeatures() {
        return IntStream.range(0, features.size()).filter(i -> i != own).toArray();
    }

    /** By both labels where its own feature's data shares texts with the other's, or else by its reader. */
    CoOccurrence coOccurrence(LayerGeometry geometry, Directions feature) {
        Directions target = ownFeature();
        if (target != null && target != feature) {
            CoOccurrence labelled =
                    CoOccurrence.of(target.data().train(), feature.data().train());
            if (labelled.texts() > 0) {
                return labelled;
            }
        }
        float[][] rows = feature.validationRows(geometry.site());
        return CoOccurrence.ofReader(Vectors.project(rows, axis(geometry).read()));
    }
}
