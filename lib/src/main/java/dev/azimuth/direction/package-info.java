/** A direction in activation space, as a value. */
@NullMarked
package dev.azimuth.direction;

import org.jspecify.annotations.NullMarked;
