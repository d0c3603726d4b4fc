/** Interventions learned from a few examples. */
@NullMarked
package dev.azimuth.reft;

import org.jspecify.annotations.NullMarked;
