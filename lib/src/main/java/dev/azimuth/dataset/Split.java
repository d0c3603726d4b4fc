package dev.azimuth.dataset;

/**
 * Three disjoint parts of one data set. Fit on {@code train}, choose (a layer, a strength) on {@code validation}, report
 * on {@code test}, once.
 */
public record Split<T>(T train, T validation, T test) {}
