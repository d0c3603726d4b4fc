/**
 * Model files and the named tensors in them: {@link dev.azimuth.checkpoint.Gguf GGUF} and
 * {@link dev.azimuth.checkpoint.Safetensors safetensors}.
 *
 * <p>A model file comes from a stranger. Every count, length and offset in it is held against the length of the file
 * before memory is set aside for it, and a file that fails is refused with a
 * {@link dev.azimuth.checkpoint.CheckpointException} naming the field and its byte.
 */
@NullMarked
package dev.azimuth.checkpoint;

import org.jspecify.annotations.NullMarked;
