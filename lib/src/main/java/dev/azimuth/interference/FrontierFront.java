package dev.azimuth.interference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which of several edits no other is better than in effect and collateral at once. */
final class FrontierFront {
    private FrontierFront() {}

    /** The trials that no other dominates, by growing effect; of equal ones the first. */
    static List<FrontierTrial> of(List<FrontierTrial> trials) {
        List<FrontierTrial> front = new ArrayList<>();
        for (FrontierTrial each : trials) {
            boolean beaten = trials.stream().anyMatch(other -> each.score().isDominatedBy(other.score()));
            boolean there = front.stream()
                    .anyMatch(other -> other.effect() == each.effect() && other.collateral() == each.collateral());
            if (!beaten && !there) {
                front.add(each);
            }
        }
        front.sort(Comparator.comparingDouble(FrontierTrial::effect));
        return front;
    }

    /**
     * The area that the trials dominate between no effect and {@code worst} collateral, as a share of all that a full effect without
     * collateral would; 1 is perfect.
     */
    static double hypervolume(List<FrontierTrial> trials, double worst) {
        double area = 0;
        double reached = 0;
        for (FrontierTrial each : of(trials)) {
            double effect = Math.min(1, each.effect());
            if (effect > reached && each.collateral() < worst) {
                area += (effect - reached) * (worst - each.collateral());
                reached = effect;
            }
        }
        return area / worst;
    }
}
