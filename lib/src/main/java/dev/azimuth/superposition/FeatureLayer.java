package dev.azimuth.superposition;

/** What was measured in one layer. */
record FeatureLayer(
        int layer,
        LayerGeometry geometry,
        double participationWithFirst,
        double rankWithFirst,
        ShuffledGeometry chance) {}
