@NullMarked
package dev.azimuth.model;

import org.jspecify.annotations.NullMarked;
