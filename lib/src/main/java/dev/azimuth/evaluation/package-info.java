@NullMarked
package dev.azimuth.evaluation;

import org.jspecify.annotations.NullMarked;
