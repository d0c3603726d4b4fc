package dev.azimuth.checkpoint;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An open GGUF file, version 2 or 3, little-endian: llama.cpp's format of weights and metadata in one.
 *
 * <p>Tensors are mapped into memory and decoded to float32 when asked for, bit for bit as the {@code gguf} package for
 * Python decodes them.
 */
public final class Gguf implements Checkpoint {
    private final TensorFile file;
    private final GgufHeader header;

    private Gguf(TensorFile file, GgufHeader header) {
        this.file = file;
        this.header = header;
    }

    /**
     * Opens a file and checks its header.
     *
     * @throws CheckpointException when the file is missing, damaged, or not GGUF; it is closed again then
     */
    public static Gguf open(Path path) {
        return TensorFile.open(path, file -> new Gguf(file, GgufHeader.read(file)));
    }

    @Override
    public Path path() {
        return file.path();
    }

    /** The version of the format, 2 or 3. */
    public int version() {
        return header.version();
    }

    @Override
    public Set<String> names() {
        return header.tensors().keySet();
    }

    @Override
    public TensorInfo info(String name) {
        return TensorNames.find(file.name(), header.tensors(), name);
    }

    /** How the tensor is stored. */
    public GgmlType type(String name) {
        return GgmlType.valueOf(info(name).type());
    }

    @Override
    public ByteBuffer floats(String name) {
        TensorInfo info = info(name);
        GgmlType type = GgmlType.valueOf(info.type());
        return file.decode(info, type.blockSize(), type.bytesPerBlock(), type.decoder());
    }

    /**
     * All metadata in the file's order: {@code String}, {@code Boolean}, {@code Long} for whole numbers
     * ({@code BigInteger} from 2<sup>63</sup> on), {@code Float}, {@code Double}, and {@code List} for arrays.
     */
    public Map<String, Object> metadata() {
        return header.metadata();
    }

    /** A text. */
    public String string(String key) {
        return required(key, findString(key));
    }

    /** A whole number. */
    public long integer(String key) {
        return required(key, findInteger(key));
    }

    /** A number, whole or not; one stored as float32 is widened exactly. */
    public double number(String key) {
        return required(key, findNumber(key));
    }

    /** A truth value. */
    public boolean flag(String key) {
        return required(key, findFlag(key));
    }

    /** An array of texts. */
    public List<String> strings(String key) {
        return required(key, findStrings(key));
    }

    /** An array of numbers. */
    public List<Number> numbers(String key) {
        return required(key, findNumbers(key));
    }

    public Optional<String> findString(String key) {
        return find(key, String.class, "a text");
    }

    public Optional<Long> findInteger(String key) {
        return find(key, Long.class, "a whole number");
    }

    public Optional<Double> findNumber(String key) {
        return find(key, Number.class, "a number").map(Number::doubleValue);
    }

    public Optional<Boolean> findFlag(String key) {
        return find(key, Boolean.class, "a truth value");
    }

    public Optional<List<String>> findStrings(String key) {
        return findList(key, String.class, "an array of texts");
    }

    public Optional<List<Number>> findNumbers(String key) {
        return findList(key, Number.class, "an array of numbers");
    }

    private <T> Optional<List<T>> findList(String key, Class<T> type, String wanted) {
        return find(key, List.class, wanted).map(list -> {
            for (Object element : list) {
                if (!type.isInstance(element)) {
                    throw wrongType(key, list, wanted);
                }
            }
            @SuppressWarnings("unchecked") // each element has been looked at, and the list is immutable
            List<T> typed = (List<T>) list;
            return typed;
        });
    }

    private <T> Optional<T> find(String key, Class<T> type, String wanted) {
        Object value = header.metadata().get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!type.isInstance(value)) {
            throw wrongType(key, value, wanted);
        }
        return Optional.of(type.cast(value));
    }

    private <T> T required(String key, Optional<T> value) {
        return value.orElseThrow(() -> new CheckpointException(file.name() + " has no metadata " + key + ". "
                + TensorNames.near(key, header.metadata().keySet())));
    }

    private CheckpointException wrongType(String key, Object value, String wanted) {
        String shown = String.valueOf(value);
        return new CheckpointException(file.name() + ": metadata " + key + " should be " + wanted + ", but is "
                + (shown.length() > 60 ? shown.substring(0, 60) + "…" : shown) + ".");
    }

    @Override
    public void close() {
        file.close();
    }

    @Override
    public String toString() {
        return "Gguf(" + file.name() + ", version " + version() + ", " + names().size() + " tensors)";
    }
}
