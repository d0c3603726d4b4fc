@NullMarked
package dev.azimuth.plot;

import org.jspecify.annotations.NullMarked;
