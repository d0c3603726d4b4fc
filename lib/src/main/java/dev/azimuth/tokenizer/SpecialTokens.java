package dev.azimuth.tokenizer;

import java.util.OptionalInt;

/** The ids of the tokens that begin a text, end it, and fill a batch up. */
record SpecialTokens(OptionalInt bos, OptionalInt eos, OptionalInt pad) {}
