package dev.azimuth.notebook;

import java.util.Locale;

/** One loop of known length, and how far it is. */
final class ProgressTask {
    private final String label;
    private final int total;
    private final double start;
    private int done;
    private String note = "";

    /** @param start seconds, on the clock of all later {@code now} */
    ProgressTask(String label, int total, double start) {
        this.label = label;
        this.total = total;
        this.start = start;
    }

    String label() {
        return label;
    }

    double start() {
        return start;
    }

    void done(int steps) {
        done = steps;
    }

    void note(String text) {
        note = text;
    }

    boolean isAtLastStep() {
        return done >= total - 1;
    }

    /** As long per step as so far; zero before the first step, when nothing is known. */
    double secondsLeft(double now) {
        return done == 0 ? 0 : (now - start) / done * (total - done);
    }

    /** "harvesting 12/30, 3 s left", and the note if there is one. */
    String text(double now) {
        return label + " " + done + "/" + total + (done == 0 ? "" : ", " + seconds(secondsLeft(now)) + " left")
                + (note.isEmpty() ? "" : ", " + note);
    }

    String html(double now) {
        return "<div><progress value=\"" + done + "\" max=\"" + total + "\"></progress> " + escape(text(now))
                + "</div>";
    }

    /** "harvesting: stopped after 12 of 30". */
    String stopped() {
        return label + ": stopped after " + done + " of " + total;
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private static String seconds(double value) {
        if (value < 10) {
            return String.format(Locale.ROOT, "%.1f s", value);
        }
        long whole = Math.round(value);
        return whole < 60 ? whole + " s" : whole / 60 + " min " + whole % 60 + " s";
    }
}
