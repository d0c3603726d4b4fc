package dev.azimuth.checkpoint;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An open safetensors file.
 *
 * <p>{@code F64}, {@code F32}, {@code F16}, {@code BF16}, {@code F8_E4M3} and {@code F8_E5M2} are decoded to float32, and
 * so are {@code I64} and {@code I32} as long as every value is exact there. Tensors of other types can be listed only.
 */
public final class Safetensors implements Checkpoint {
    private final TensorFile file;
    private final SafetensorsHeader header;

    private Safetensors(TensorFile file, SafetensorsHeader header) {
        this.file = file;
        this.header = header;
    }

    /**
     * Opens a file and checks its header.
     *
     * @throws CheckpointException when the file is missing, damaged, or not safetensors; it is closed again then
     */
    public static Safetensors open(Path path) {
        return TensorFile.open(path, file -> new Safetensors(file, SafetensorsHeader.read(file)));
    }

    @Override
    public Path path() {
        return file.path();
    }

    @Override
    public Set<String> names() {
        return header.tensors().keySet();
    }

    @Override
    public TensorInfo info(String name) {
        return TensorNames.find(file.name(), header.tensors(), name);
    }

    @Override
    public ByteBuffer floats(String name) {
        return file.decode(info(name), format(name));
    }

    @Override
    public void floats(String name, long first, ByteBuffer target) {
        file.decode(info(name), format(name), first, target);
    }

    private BlockFormat format(String name) {
        SafetensorsType type = SafetensorsType.valueOf(info(name).type());
        @Nullable BlockDecoder decoder = type.decoder();
        if (decoder == null) {
            var decoded = Arrays.stream(SafetensorsType.values())
                    .filter(other -> other.decoder() != null)
                    .toList();
            throw new CheckpointException(file.name() + ": tensor " + name + " is stored as " + type
                    + ", which is not decoded. These are: " + decoded + ".");
        }
        return new BlockFormat(1, type.bytes(), decoder);
    }

    @Override
    public Optional<RawTensor> raw(String name) {
        return file.raw(info(name));
    }

    /** The texts that the file's writer left beside the tensors. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    @Override
    public void close() {
        file.close();
    }

    @Override
    public String toString() {
        return "Safetensors(" + file.name() + ", " + names().size() + " tensors)";
    }
}
