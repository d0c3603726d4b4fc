package dev.azimuth.family;

/**
 * A rotary position embedding (Su et al., 2021, arXiv 2104.09864).
 *
 * @param dims how many of a head's dimensions turn, the first ones; the rest stay
 * @param theta base of the wavelengths
 * @param scaling how the wavelengths are stretched for longer texts
 */
public record Rope(int dims, double theta, RopeScaling scaling) {
    /** Wavelengths as they are. */
    static final RopeScaling UNSCALED = new RopeScaling.Linear(1);

    public Rope {
        if (dims < 2 || dims % 2 != 0) {
            throw new UnsupportedModelException(
                    "The rotary embedding turns " + dims + " dimensions of a head, but needs an even number of them.");
        }
        if (!(theta > 0)) {
            throw new UnsupportedModelException("The rotary base is " + theta + ", but must be above 0.");
        }
        if (scaling instanceof RopeScaling.LongRope own
                && (own.shortFactors().size() != dims / 2 || own.longFactors().size() != dims / 2)) {
            throw new UnsupportedModelException("The rotary scaling has "
                    + own.shortFactors().size() + " and " + own.longFactors().size()
                    + " factors for short and long texts, but " + dims
                    + " dimensions turn, which needs one for each two.");
        }
    }

    /** Without scaling. */
    public static Rope of(int dims, double theta) {
        return new Rope(dims, theta, UNSCALED);
    }
}
