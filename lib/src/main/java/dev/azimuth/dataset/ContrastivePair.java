package dev.azimuth.dataset;

/**
 * Two texts that differ in one feature and, as far as the author could manage, in nothing else.
 *
 * @param positive the text that has the feature
 * @param negative the text that lacks it
 * @param topic the group it belongs to; splits never part a group
 */
public record ContrastivePair(String positive, String negative, String topic) {
    /** Refuses blank fields and two equal texts. */
    public ContrastivePair {
        Check.notBlank("positive", positive);
        Check.notBlank("negative", negative);
        Check.notBlank("topic", topic);
        if (positive.equals(negative)) {
            throw new IllegalArgumentException("positive and negative are the same text: " + Check.quote(positive));
        }
    }

    /** The same pair with the sides exchanged. */
    ContrastivePair swapped() {
        return new ContrastivePair(negative, positive, topic);
    }
}
