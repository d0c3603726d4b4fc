/** Where to look inside a model, and what may be done there. */
@NullMarked
package dev.azimuth.hook;

import org.jspecify.annotations.NullMarked;
