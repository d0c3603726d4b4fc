/** Changes of activations while a model runs. */
@NullMarked
package dev.azimuth.intervention;

import org.jspecify.annotations.NullMarked;
