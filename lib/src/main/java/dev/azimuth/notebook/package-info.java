@NullMarked
package dev.azimuth.notebook;

import org.jspecify.annotations.NullMarked;
