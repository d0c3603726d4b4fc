package dev.azimuth.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Writes float32 tensors and a little metadata to a GGUF file of version 3, byte for byte as gguf-py writes them. */
public final class GgufWriter {
    private static final int ALIGNMENT = 32; // what readers assume where general.alignment is not said
    private static final int LONGEST_TENSOR_NAME = 63; // in bytes; llama.cpp refuses 64
    private static final int MOST_DIMENSIONS = 4;
    private static final int INT32 = 5;
    private static final int STRING = 8;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private GgufWriter() {}

    /**
     * Writes the file whole or not at all, see {@link AtomicFiles}.
     *
     * @param metadata a {@code String} or an {@code Integer} for each key, in the order in which they are to be stored
     * @param tensors by name, in the order in which they are to be fetched and stored
     * @throws CheckpointException when GGUF has no place for something, a tensor does not have the bytes that its shape
     *     promises, or the disk does not take the file
     */
    public static void write(Path target, Map<String, Object> metadata, Map<String, TensorSource> tensors) {
        byte[] header = new GgufWriter().header(metadata, tensors);
        AtomicFiles.write(target, channel -> {
            AtomicFiles.writeFully(channel, ByteBuffer.wrap(header));
            for (var entry : tensors.entrySet()) {
                FloatTensors.write(channel, entry.getKey(), entry.getValue());
                AtomicFiles.writeFully(channel, ByteBuffer.allocate(padding(channel.position())));
            }
        });
    }

    private byte[] header(Map<String, Object> metadata, Map<String, TensorSource> tensors) {
        out.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        int32(3);
        int64(tensors.size());
        int64(metadata.size());
        metadata.forEach(this::entry);
        long offset = 0;
        for (var tensor : tensors.entrySet()) {
            tensor(tensor.getKey(), tensor.getValue(), offset);
            offset += FloatTensors.bytes(tensor.getKey(), tensor.getValue());
            offset += padding(offset);
        }
        out.writeBytes(new byte[padding(out.size())]);
        return out.toByteArray();
    }

    private void entry(String key, Object value) {
        string("metadata key", key, GgufCursor.LONGEST_NAME);
        if (value instanceof String text) {
            int32(STRING);
            string("metadata " + key, text, Integer.MAX_VALUE);
        } else if (value instanceof Integer number) {
            int32(INT32);
            int32(number);
        } else {
            throw new CheckpointException("Metadata " + key + " is a "
                    + value.getClass().getSimpleName() + "; a String or an Integer can be written.");
        }
    }

    private void tensor(String name, TensorSource source, long offset) {
        int dimensions = source.shape().size();
        if (dimensions < 1
                || dimensions > MOST_DIMENSIONS
                || source.shape().stream().anyMatch(size -> size < 1)) {
            throw new CheckpointException("Tensor " + name + " has the shape " + source.shape() + "; GGUF takes 1 to "
                    + MOST_DIMENSIONS + " dimensions, none of them empty.");
        }
        string("tensor name", name, LONGEST_TENSOR_NAME);
        int32(dimensions);
        for (int i = dimensions - 1; i >= 0; i--) { // innermost first
            int64(source.shape().get(i));
        }
        int32(GgmlType.F32.id());
        int64(offset);
    }

    private void string(String what, String text, int longest) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > longest) {
            throw new CheckpointException(
                    "The " + what + " " + text + " has " + bytes.length + " bytes; GGUF takes " + longest + ".");
        }
        int64(bytes.length);
        out.writeBytes(bytes);
    }

    private void int32(int value) {
        out.writeBytes(little(Integer.BYTES).putInt(value).array());
    }

    private void int64(long value) {
        out.writeBytes(little(Long.BYTES).putLong(value).array());
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int padding(long position) {
        return (int) (-position & ALIGNMENT - 1);
    }
}
