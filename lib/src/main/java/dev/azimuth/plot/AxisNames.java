package dev.azimuth.plot;

/** What the two axes measure, with units. A figure whose axes say nothing cannot be built. */
record AxisNames(String x, String y) {
    AxisNames {
        require(x, "x axis");
        require(y, "y axis");
    }

    static void require(String name, String what) {
        if (name.isBlank()) {
            throw new IllegalArgumentException(
                    "The " + what + " has no name. Say what it measures and in which unit, as in"
                            + " \"layer\" or \"KL divergence (nats)\".");
        }
    }
}
