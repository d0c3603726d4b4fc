@NullMarked
package dev.azimuth;

import org.jspecify.annotations.NullMarked;
