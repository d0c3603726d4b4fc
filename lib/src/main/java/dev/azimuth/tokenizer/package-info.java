/** Text and token ids, and how a conversation becomes text. */
@NullMarked
package dev.azimuth.tokenizer;

import org.jspecify.annotations.NullMarked;
