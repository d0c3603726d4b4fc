/** The one hooked forward pass, and what runs on it. */
@NullMarked
package dev.azimuth.model;

import org.jspecify.annotations.NullMarked;
