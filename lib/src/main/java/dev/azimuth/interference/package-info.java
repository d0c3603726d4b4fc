@NullMarked
package dev.azimuth.interference;

import org.jspecify.annotations.NullMarked;
