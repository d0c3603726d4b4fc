package dev.azimuth.checkpoint;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Set;

/**
 * An open model file: tensors by name.
 *
 * <p>Safe for use by several threads at once; an interrupted thread closes the file it reads.
 */
public interface Checkpoint extends AutoCloseable {
    /** The file, or the folder that holds it. */
    Path path();

    /** The tensors' names, in the file's order. */
    Set<String> names();

    /**
     * What the file says of a tensor.
     *
     * @throws CheckpointException when the file holds no tensor of that name
     */
    TensorInfo info(String name);

    /**
     * Decodes one tensor.
     *
     * @return a fresh direct buffer of float32 in native byte order, row-major, of the shape that {@link #info} gives
     * @throws CheckpointException when the file holds no tensor of that name, or it cannot be read or decoded
     */
    ByteBuffer floats(String name);

    @Override
    void close();
}
