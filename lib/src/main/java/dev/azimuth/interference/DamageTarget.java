package dev.azimuth.interference;

import dev.azimuth.direction.Direction;
import dev.azimuth.discovery.AttentionSink;
import dev.azimuth.discovery.Controls;
import dev.azimuth.discovery.Directions;
import java.util.ArrayList;
import java.util.List;

/**
 * A direction that a damage matrix removes.
 *
 * @param own which feature it is of; -1 for a control
 * @param kind whether as found or changed
 */
record DamageTarget(String label, Direction direction, int own, Kind kind) {
    /** What is removed. */
    enum Kind {
        /** A feature's direction. */
        FOUND("as found"),
        /** The same orthogonal to the attention sink. */
        SPARED("attention sink left alone"),
        /** What means nothing. */
        CONTROL("controls");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** Each feature as found, each without the sink, and shuffled labels, a principal component and chance. */
    static List<DamageTarget> of(List<Directions> features, int layer) {
        AttentionSink sink = features.get(0).sink();
        List<DamageTarget> targets = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            Direction found = features.get(i).at(layer);
            targets.add(new DamageTarget(found.name(), found, i, Kind.FOUND));
        }
        for (int i = 0; i < features.size(); i++) {
            Direction spared = sink.spare(features.get(i).at(layer));
            targets.add(new DamageTarget(spared.name() + ", sink left alone", spared, i, Kind.SPARED));
        }
        Directions first = features.get(0);
        Direction shuffled = first.shuffled(layer, 1);
        targets.add(control(shuffled.name(), shuffled));
        targets.add(control(shuffled.name() + ", sink left alone", sink.spare(shuffled)));
        targets.add(control("first principal component", Controls.firstPrincipalComponent(first, layer)));
        targets.add(control("random", Controls.random(first.at(layer), 1)));
        return List.copyOf(targets);
    }

    private static DamageTarget control(String label, Direction direction) {
        return new DamageTarget(label, direction, -1, Kind.CONTROL);
    }
}
