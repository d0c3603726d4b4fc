@NullMarked
package dev.azimuth.family;

import org.jspecify.annotations.NullMarked;
