/** Prompts: pairs that differ in one feature, plain prompts, and splits that keep topics apart. */
@NullMarked
package dev.azimuth.dataset;

import org.jspecify.annotations.NullMarked;
