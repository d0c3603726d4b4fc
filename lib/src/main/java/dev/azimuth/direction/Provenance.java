package dev.azimuth.direction;

import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.tensor.Estimate;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a direction comes from and how good it was found to be. What is not known is empty.
 *
 * @param model the name of the model it was found in
 * @param data SHA-256 of the training texts and labels, {@link ContrastivePairs#sha256}
 * @param auc how well it separates data it never saw
 * @param stability the cosine of the directions that two halves of the training data give
 * @param sink |cosine| with the model's attention sink, which an edit should leave alone
 */
public record Provenance(
        Optional<String> model,
        Optional<String> data,
        Optional<Estimate> auc,
        Optional<Estimate> stability,
        Optional<Double> sink) {
    /** Of a direction that was made by hand. */
    public static final Provenance UNKNOWN =
            new Provenance(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    static final double MOST_OVERLAP = 1 + 1e-6; // rounding
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** Refuses a hash that is none, numbers that no measurement gives, and an overlap that is no |cosine|. */
    public Provenance {
        data.filter(hash -> !SHA256.matcher(hash).matches()).ifPresent(hash -> {
            throw new IllegalArgumentException(
                    "A data hash is SHA-256 in 64 lower-case hexadecimal digits; given was " + hash + ".");
        });
        auc.ifPresent(Provenance::requireMeasured);
        stability.ifPresent(Provenance::requireMeasured);
        sink.filter(overlap -> !(overlap >= 0 && overlap <= MOST_OVERLAP)).ifPresent(overlap -> {
            throw new IllegalArgumentException(
                    "The overlap with the attention sink is a |cosine|, from 0 to 1; given was " + overlap + ".");
        });
    }

    private static void requireMeasured(Estimate score) {
        boolean finite =
                Double.isFinite(score.value()) && Double.isFinite(score.low()) && Double.isFinite(score.high());
        if (!finite || score.low() > score.high() || score.n() < 1) {
            throw new IllegalArgumentException(
                    "A measured number is finite, the ends of its interval in order, and rests on"
                            + " one item or more; given was " + score + " on " + score.n() + ".");
        }
    }

    /** An AUC of the direction the other way round. */
    private static Estimate mirrored(Estimate auc) {
        return new Estimate(1 - auc.value(), 1 - auc.high(), 1 - auc.low(), auc.n());
    }

    /** Found in {@code model} from {@code training}. */
    public static Provenance of(HookedTransformer model, ContrastivePairs training) {
        return new Provenance(
                Optional.of(model.name()),
                Optional.of(training.sha256()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** With this AUC on held-out data. */
    public Provenance auc(Estimate heldOut) {
        return new Provenance(model, data, Optional.of(heldOut), stability, sink);
    }

    /** With this cosine between halves of the training data. */
    public Provenance stability(Estimate splitHalf) {
        return new Provenance(model, data, auc, Optional.of(splitHalf), sink);
    }

    /** With this |cosine| with the model's attention sink. */
    public Provenance sink(double overlap) {
        return new Provenance(model, data, auc, stability, Optional.of(overlap));
    }

    /** Of the same direction the other way round. */
    Provenance mirrored() {
        return new Provenance(model, data, auc.map(Provenance::mirrored), stability, sink);
    }

    /** Of another direction made from this one: nothing that was measured holds for it. */
    Provenance derived() {
        return new Provenance(model, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
