/** How each family of models writes its configuration and names its weights; translation only, no computation. */
@NullMarked
package dev.azimuth.family;

import org.jspecify.annotations.NullMarked;
