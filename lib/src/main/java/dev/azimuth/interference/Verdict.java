package dev.azimuth.interference;

import dev.azimuth.tensor.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether a direction can be removed without harm to a feature, in the place where it was found.
 *
 * @param kind in one word
 * @param reason in one sentence
 */
public record Verdict(Kind kind, String reason) {
    /** From which price of protection on a feature counts as one with the target. */
    private static final double INSEPARABLE = 10;

    /** Below which price of protection nothing stands in the way. */
    private static final double CHEAP = 2;

    /** What can be said. */
    public enum Kind {
        /** Protecting it costs little, and neither is seen by the other's reader beyond chance. */
        SEPARABLE("separable"),
        /** It can be protected, at a price. */
        COSTLY("costly"),
        /** This data cannot tell the two apart. */
        INSEPARABLE("inseparable from this data"),
        /** The feature is not read well enough to say anything. */
        NOT_PREDICTABLE("not predictable");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    static Verdict of(Estimate auc, Touch touch, CoOccurrence together) {
        Estimate vif = touch.vif();
        if (!(auc.low() > 0.5)) {
            return new Verdict(
                    Kind.NOT_PREDICTABLE, "its own reader is not above chance on validation texts: AUC " + auc);
        }
        if (together.hasEmptyCell()) {
            return new Verdict(Kind.INSEPARABLE, "of the four combinations of both labels one has no text");
        }
        if (vif.value() > INSEPARABLE) {
            return new Verdict(
                    Kind.INSEPARABLE, "protecting it multiplies the disturbance of everything else by " + vif);
        }
        List<String> against = new ArrayList<>();
        if (vif.high() >= CHEAP) {
            against.add("the price of protecting it may be " + CHEAP + " or more: " + vif);
        }
        if (Math.abs(touch.leakIn()) > touch.leakInBand()) {
            against.add(beyond("the target's reader sees it", touch.leakIn(), touch.leakInBand()));
        }
        if (Math.abs(touch.leakOut()) > touch.leakOutBand()) {
            against.add(beyond("its reader sees the target", touch.leakOut(), touch.leakOutBand()));
        }
        return against.isEmpty()
                ? new Verdict(Kind.SEPARABLE, "protecting it costs " + vif + ", and what leaks is within chance")
                : new Verdict(Kind.COSTLY, String.join("; ", against));
    }

    private static String beyond(String what, double leak, double band) {
        return String.format(Locale.ROOT, "%s beyond chance: %.2f, chance ±%.2f", what, leak, band);
    }

    @Override
    public String toString() {
        return kind + " (" + reason + ")";
    }
}
