@NullMarked
package dev.azimuth.testing;

import org.jspecify.annotations.NullMarked;
