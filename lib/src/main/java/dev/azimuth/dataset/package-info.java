@NullMarked
package dev.azimuth.dataset;

import org.jspecify.annotations.NullMarked;
