package dev.azimuth.intervention;

import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.Positions;
import org.jspecify.annotations.Nullable;

/**
 * Where, when and how strongly an edit acts.
 *
 * @param keepsNorm whether each row is brought back to the length that it had
 * @param condition what a text's prompt must fulfil; null for any text
 */
record Placement(
        Places places,
        Positions positions,
        double strength,
        Schedule schedule,
        boolean keepsNorm,
        @Nullable Condition condition) {

    Placement {
        if (!Double.isFinite(strength)) {
            throw new IllegalArgumentException(
                    "An edit cannot act at strength " + strength + ". 0 changes nothing, 1 is the whole edit.");
        }
    }

    /** At every token, at strength 1. */
    static Placement of(HookFilter where) {
        return new Placement(Places.of(where), Positions.ALL, 1, Schedule.constant(), false, null);
    }

    Placement in(Places others) {
        return new Placement(others, positions, strength, schedule, keepsNorm, condition);
    }

    Placement at(Positions chosen) {
        return new Placement(places, chosen, strength, schedule, keepsNorm, condition);
    }

    Placement strength(double other) {
        return new Placement(places, positions, other, schedule, keepsNorm, condition);
    }

    Placement schedule(Schedule other) {
        return new Placement(places, positions, strength, other, keepsNorm, condition);
    }

    Placement keepingNorm(boolean keeps) {
        return new Placement(places, positions, strength, schedule, keeps, condition);
    }

    Placement when(@Nullable Condition other) {
        return new Placement(places, positions, strength, schedule, keepsNorm, other);
    }

    /** λ at one place. */
    double strengthAt(HookName place) {
        return strength == 0 ? 0 : strength * schedule.at(place.layer(), places::layerCount);
    }

    @Override
    public String toString() {
        return "strength " + strength
                + (schedule.equals(Schedule.constant()) ? "" : ", " + schedule)
                + "; at " + places
                + "; " + positions
                + (keepsNorm ? "; keeping norms" : "")
                + (condition == null ? "" : "; when " + condition);
    }
}
