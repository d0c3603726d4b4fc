/** Numbers and labels in, figures, tables and marked text out. Knows nothing about models. */
@NullMarked
package dev.azimuth.plot;

import org.jspecify.annotations.NullMarked;
