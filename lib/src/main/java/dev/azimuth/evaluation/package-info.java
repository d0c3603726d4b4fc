/** What changed between two models, with intervals. */
@NullMarked
package dev.azimuth.evaluation;

import org.jspecify.annotations.NullMarked;
