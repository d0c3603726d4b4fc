/** Between native tensors, which live inside a pass, and the arrays a researcher holds. */
@NullMarked
package dev.azimuth.tensor;

import org.jspecify.annotations.NullMarked;
