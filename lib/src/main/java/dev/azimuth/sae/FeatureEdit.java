package dev.azimuth.sae;

/**
 * What becomes of one feature's activation: {@code a·factor + value}.
 *
 * @param feature counted from 0
 */
record FeatureEdit(int feature, double factor, double value) {
    FeatureEdit {
        if (!Double.isFinite(factor) || !Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    "Feature " + feature + " cannot become " + factor + " times itself plus " + value + ".");
        }
    }

    @Override
    public String toString() {
        String what = factor == 0 ? value == 0 ? " off" : " set to " + value : " times " + factor;
        return "feature " + feature + what;
    }
}
