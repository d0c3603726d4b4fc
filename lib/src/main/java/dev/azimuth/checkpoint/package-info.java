@NullMarked
package dev.azimuth.checkpoint;

import org.jspecify.annotations.NullMarked;
