package dev.azimuth.tensor;

/** How DJL is started. */
public final class Djl {
    private static final String OPT_OUT = "OPT_OUT_TRACKING";

    private Djl() {}

    /** Keeps DJL from reporting its use to its makers, as it does from some cloud machines; call it before DJL is used. */
    public static void reportNothing() {
        if (System.getProperty(OPT_OUT) == null) {
            System.setProperty(OPT_OUT, "true");
        }
    }
}
