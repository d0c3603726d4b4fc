/** What else a direction touches, predicted before an edit and measured after it. */
@NullMarked
package dev.azimuth.interference;

import org.jspecify.annotations.NullMarked;
