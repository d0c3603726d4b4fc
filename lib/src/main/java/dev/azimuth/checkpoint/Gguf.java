package dev.azimuth.checkpoint;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An open GGUF file, version 2 or 3, little-endian: llama.cpp's format of weights and metadata in one. A model that is
 * split into several files is opened as a whole by any of them; its metadata is that of the first.
 *
 * <p>Tensors are mapped into memory and decoded to float32 when asked for, bit for bit as the {@code gguf} package for
 * Python decodes them.
 */
public final class Gguf implements Checkpoint {
    private final List<GgufPart> parts;
    private final GgufPart first;
    private final Map<String, GgufPart> partOf = new LinkedHashMap<>();

    private Gguf(List<GgufPart> parts) {
        this.parts = parts;
        this.first = parts.get(0);
        for (GgufPart part : parts) {
            for (String name : part.header().tensors().keySet()) {
                GgufPart other = partOf.put(name, part);
                if (other != null) {
                    throw new CheckpointException(part.name() + ": tensor " + name + " is in " + other.name()
                            + " already. The parts are not of" + " one model; download them again.");
                }
            }
        }
    }

    /**
     * Opens a file and checks its header; all parts and their headers, when it is a part of a split model.
     *
     * @throws CheckpointException when a file is missing, damaged, or not GGUF; all are closed again then
     */
    public static Gguf open(Path path) {
        List<GgufPart> parts = GgufParts.open(path);
        try {
            return new Gguf(parts);
        } catch (RuntimeException e) {
            parts.forEach(GgufPart::close);
            throw e;
        }
    }

    /** The file; the first one of a split model. */
    @Override
    public Path path() {
        return first.file().path();
    }

    /** The version of the format, 2 or 3. */
    public int version() {
        return first.header().version();
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(partOf.keySet());
    }

    @Override
    public TensorInfo info(String name) {
        return TensorNames.find(first.name(), part(name).header().tensors(), name);
    }

    /** How the tensor is stored. */
    public GgmlType type(String name) {
        return GgmlType.valueOf(info(name).type());
    }

    @Override
    public ByteBuffer floats(String name) {
        return part(name).file().decode(info(name), type(name).format());
    }

    @Override
    public void floats(String name, long first, ByteBuffer target) {
        part(name).file().decode(info(name), type(name).format(), first, target);
    }

    @Override
    public Optional<RawTensor> raw(String name) {
        return part(name).file().raw(info(name));
    }

    private GgufPart part(String name) {
        return TensorNames.find(first.name(), partOf, name);
    }

    /**
     * All metadata in the file's order: {@code String}, {@code Boolean}, {@code Long} for whole numbers
     * ({@code BigInteger} from 2<sup>63</sup> on), {@code Float}, {@code Double}, and {@code List} for arrays.
     */
    public Map<String, Object> metadata() {
        return first.header().metadata();
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

    /** As {@link #string}, or empty when the file has no such key. */
    public Optional<String> findString(String key) {
        return find(key, String.class, "a text");
    }

    /** As {@link #integer}, or empty when the file has no such key. */
    public Optional<Long> findInteger(String key) {
        return find(key, Long.class, "a whole number");
    }

    /** As {@link #number}, or empty when the file has no such key. */
    public Optional<Double> findNumber(String key) {
        return find(key, Number.class, "a number").map(Number::doubleValue);
    }

    /** As {@link #flag}, or empty when the file has no such key. */
    public Optional<Boolean> findFlag(String key) {
        return find(key, Boolean.class, "a truth value");
    }

    /** As {@link #strings}, or empty when the file has no such key. */
    public Optional<List<String>> findStrings(String key) {
        return findList(key, String.class, "an array of texts");
    }

    /** As {@link #numbers}, or empty when the file has no such key. */
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
        Object value = first.header().metadata().get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!type.isInstance(value)) {
            throw wrongType(key, value, wanted);
        }
        return Optional.of(type.cast(value));
    }

    private <T> T required(String key, Optional<T> value) {
        return value.orElseThrow(() -> new CheckpointException(first.name() + " has no metadata " + key + ". "
                + TensorNames.near(key, first.header().metadata().keySet())));
    }

    private CheckpointException wrongType(String key, Object value, String wanted) {
        String shown = String.valueOf(value);
        return new CheckpointException(first.name() + ": metadata " + key + " should be " + wanted + ", but is "
                + (shown.length() > 60 ? shown.substring(0, 60) + "…" : shown) + ".");
    }

    @Override
    public void close() {
        parts.forEach(GgufPart::close);
    }

    @Override
    public String toString() {
        return "Gguf(" + first.name() + ", version " + version() + ", " + names().size() + " tensors"
                + (parts.size() > 1 ? " in " + parts.size() + " files)" : ")");
    }
}
