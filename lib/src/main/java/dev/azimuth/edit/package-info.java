@NullMarked
package dev.azimuth.edit;

import org.jspecify.annotations.NullMarked;
