/** Sparse autoencoders: dictionaries of features, what they find in texts, and what a model does when they are changed. */
@NullMarked
package dev.azimuth.sae;

import org.jspecify.annotations.NullMarked;
