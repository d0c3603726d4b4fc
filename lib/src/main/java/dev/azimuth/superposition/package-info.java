/** How features share a space: toy models in which it can be watched, and the geometry of real features. */
@NullMarked
package dev.azimuth.superposition;

import org.jspecify.annotations.NullMarked;
