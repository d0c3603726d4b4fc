/** Who wrote what a model says: looking inside one run. */
@NullMarked
package dev.azimuth.attribution;

import org.jspecify.annotations.NullMarked;
