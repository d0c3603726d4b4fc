@NullMarked
package dev.azimuth.intervention;

import org.jspecify.annotations.NullMarked;
