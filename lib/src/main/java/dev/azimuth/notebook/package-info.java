/** What a notebook adds: imports, rendering of values, and a progress bar. Alone in knowing the kernel. */
@NullMarked
package dev.azimuth.notebook;

import org.jspecify.annotations.NullMarked;
