@NullMarked
package dev.azimuth.direction;

import org.jspecify.annotations.NullMarked;
