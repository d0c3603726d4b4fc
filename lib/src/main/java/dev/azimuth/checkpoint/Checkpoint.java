package dev.azimuth.checkpoint;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * An open model file: tensors by name.
 *
 * <p>Safe for use by several threads at once; an interrupted thread closes the file it reads.
 */
public interface Checkpoint extends AutoCloseable {
    /**
     * Opens a {@code .gguf} file, which is known by its first bytes, a {@code .safetensors} file, or a folder with a
     * {@code config.json} and a {@code model.safetensors}, whole or in parts with a {@code model.safetensors.index.json}.
     *
     * @throws CheckpointException when it is none of these, or damaged; nothing stays open then
     */
    static Checkpoint open(Path path) {
        return CheckpointFormat.open(path);
    }

    /** What was opened: a file or a folder. */
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

    /**
     * Decodes a run of a tensor's values to where they are wanted, as much of it as {@code target} has room for.
     *
     * @param first the run's first value, counted in row-major order; whole rows are always possible
     * @param target a direct buffer of float32 in native byte order; filled from its position to its limit, neither of
     *     which moves
     * @throws IllegalArgumentException when the run leaves the tensor, or begins or ends inside a block of a quantised one
     * @throws CheckpointException as {@link #floats(String)}
     */
    void floats(String name, long first, ByteBuffer target);

    /**
     * Decodes one tensor and looks at every value.
     *
     * @throws CheckpointException as {@link #floats(String)}, and when a value is infinite or not a number
     */
    default ByteBuffer finiteFloats(String name) {
        ByteBuffer floats = floats(name);
        NonFinite.find(info(name), floats).ifPresent(found -> {
            throw found.refusal(path());
        });
        return floats;
    }

    /**
     * Decodes a run of a tensor's values and looks at each of them.
     *
     * @throws CheckpointException as {@link #floats(String, long, ByteBuffer)}, and when a value is infinite or not a
     *     number
     */
    default void finiteFloats(String name, long first, ByteBuffer target) {
        floats(name, first, target);
        NonFinite.find(info(name), first, target).ifPresent(found -> {
            throw found.refusal(path());
        });
    }

    /**
     * One tensor as it is stored, if that is in a type of sixteen bits: so weights can stay half as large in memory.
     *
     * @return empty for a tensor of another type, which {@link #floats(String)} may decode
     * @throws CheckpointException when the file holds no tensor of that name, or it cannot be read
     */
    Optional<RawTensor> raw(String name);

    /**
     * One tensor as it is stored, with a look at every value.
     *
     * @throws CheckpointException as {@link #raw}, and when a value is infinite or not a number
     */
    default Optional<RawTensor> finiteRaw(String name) {
        Optional<RawTensor> raw = raw(name);
        raw.flatMap(found -> NonFinite.find(info(name), found)).ifPresent(found -> {
            throw found.refusal(path());
        });
        return raw;
    }

    @Override
    void close();
}
