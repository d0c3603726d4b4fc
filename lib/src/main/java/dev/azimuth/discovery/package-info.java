@NullMarked
package dev.azimuth.discovery;

import org.jspecify.annotations.NullMarked;
