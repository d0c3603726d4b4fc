/** The Java side of {@code benchmark/compare.py}. */
@NullMarked
package dev.azimuth.benchmark;

import org.jspecify.annotations.NullMarked;
