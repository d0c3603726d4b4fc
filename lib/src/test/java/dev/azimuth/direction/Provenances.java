package dev.azimuth.direction;

import dev.azimuth.tensor.Estimate;
import java.util.Optional;

/** Origins for tests. */
final class Provenances {
    private Provenances() {}

    static Provenance of(String model) {
        return new Provenance(
                Optional.of(model), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    static Provenance measured(String model) {
        return new Provenance(
                Optional.of(model),
                Optional.of("0123456789abcdef".repeat(4)),
                Optional.of(new Estimate(0.91, 0.85, 1 / 3.0 + 0.6, 24)),
                Optional.of(new Estimate(0.1 + 0.2, 0.25, 0.4, 72)),
                Optional.of(0.17));
    }
}
