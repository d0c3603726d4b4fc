/** Finding the direction along which a concept is represented, with honest uncertainty. */
@NullMarked
package dev.azimuth.discovery;

import org.jspecify.annotations.NullMarked;
