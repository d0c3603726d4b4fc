package dev.azimuth.discovery;

import dev.azimuth.direction.Direction;

/** What was found at one site. */
final class SiteDirection {
    private final Site site;
    private final float[] axis;
    private final Direction direction;
    private final Separability validation;

    SiteDirection(Site site, float[] axis, Direction direction, Separability validation) {
        this.site = site;
        this.axis = axis;
        this.direction = direction;
        this.validation = validation;
    }

    Site site() {
        return site;
    }

    /** Along which the site's own rows are read: {@code [d_model]}, or {@code [d_head]} of a head. */
    float[] axis() {
        return axis;
    }

    /** The same as a direction in the residual stream. */
    Direction direction() {
        return direction;
    }

    /** How well it parts the validation data. */
    Separability validation() {
        return validation;
    }
}
