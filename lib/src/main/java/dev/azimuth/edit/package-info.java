/** Changing weights, and proving what was changed. */
@NullMarked
package dev.azimuth.edit;

import org.jspecify.annotations.NullMarked;
