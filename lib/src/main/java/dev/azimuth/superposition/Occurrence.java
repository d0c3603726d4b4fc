package dev.azimuth.superposition;

/** Which features occur together. However that is, each occurs as often as its own probability says. */
enum Occurrence {
    INDEPENDENT,
    /** The features of a group occur together. */
    TOGETHER,
    /** Of a group at most one feature occurs. */
    APART
}
