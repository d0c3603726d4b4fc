/** How long work says how far it is, and how a reader stops it. */
@NullMarked
package dev.azimuth.progress;

import org.jspecify.annotations.NullMarked;
