@NullMarked
package dev.azimuth.hook;

import org.jspecify.annotations.NullMarked;
