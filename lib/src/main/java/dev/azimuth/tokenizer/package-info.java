@NullMarked
package dev.azimuth.tokenizer;

import org.jspecify.annotations.NullMarked;
