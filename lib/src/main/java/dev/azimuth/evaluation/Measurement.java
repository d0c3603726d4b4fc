package dev.azimuth.evaluation;

import dev.azimuth.tensor.Estimate;

/**
 * One number that a metric measures.
 *
 * @param metric what is measured, with its unit, such as {@code KL divergence (nats a token)}
 * @param subject on what, such as {@code sentiment} or {@code neutral}
 */
public record Measurement(String metric, String subject, Estimate estimate) {}
