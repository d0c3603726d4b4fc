@NullMarked
package dev.azimuth.tensor;

import org.jspecify.annotations.NullMarked;
