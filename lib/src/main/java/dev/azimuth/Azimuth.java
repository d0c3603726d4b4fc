package dev.azimuth;

/** The front door. */
public final class Azimuth {
    private Azimuth() {}
}
