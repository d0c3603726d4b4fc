package dev.azimuth.sae;

/**
 * One activation above 0 of one feature.
 *
 * @param text index of the text
 * @param token its place in the text
 * @param row of all rows that were read
 */
record Firing(int text, int token, int row, float activation) {}
