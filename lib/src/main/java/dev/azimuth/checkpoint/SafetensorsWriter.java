package dev.azimuth.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Writes float32 tensors to a safetensors file, with one tensor at a time in memory. */
public final class SafetensorsWriter {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CHUNK = 1 << 20;

    private SafetensorsWriter() {}

    /**
     * Writes the file whole or not at all, see {@link AtomicFiles}.
     *
     * @param metadata texts to leave beside the tensors; may be empty
     * @param tensors by name, in the order in which they are to be fetched and stored
     * @throws CheckpointException when a tensor does not have the bytes that its shape promises, or the disk does not
     *     take the file
     */
    public static void write(Path target, Map<String, String> metadata, Map<String, TensorSource> tensors) {
        byte[] header = header(target, metadata, tensors);
        AtomicFiles.write(target, channel -> {
            var length = ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length);
            AtomicFiles.writeFully(channel, length.flip());
            AtomicFiles.writeFully(channel, ByteBuffer.wrap(header));
            for (var entry : tensors.entrySet()) {
                write(channel, entry.getKey(), entry.getValue());
            }
        });
    }

    private static byte[] header(Path target, Map<String, String> metadata, Map<String, TensorSource> tensors) {
        ObjectNode root = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode texts = root.putObject(SafetensorsHeader.METADATA);
            metadata.forEach(texts::put);
        }
        long offset = 0;
        for (var entry : tensors.entrySet()) {
            if (entry.getKey().equals(SafetensorsHeader.METADATA)) {
                throw new CheckpointException("A tensor cannot be named " + SafetensorsHeader.METADATA
                        + ": safetensors keeps that name for its texts.");
            }
            ObjectNode tensor = root.putObject(entry.getKey()).put("dtype", "F32");
            var shape = tensor.putArray("shape");
            entry.getValue().shape().forEach(shape::add);
            long bytes = bytes(entry.getKey(), entry.getValue());
            tensor.putArray("data_offsets").add(offset).add(offset + bytes);
            offset += bytes;
        }
        String json = root.toString();
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
        int padding = -utf8.length & 7; // the data then lies on a multiple of eight, as readers that map it like
        byte[] header = (json + " ".repeat(padding)).getBytes(StandardCharsets.UTF_8);
        if (header.length > SafetensorsHeader.MAX_BYTES) {
            throw new CheckpointException("The header of " + target + " would have " + header.length
                    + " bytes; at most " + SafetensorsHeader.MAX_BYTES + " are read.");
        }
        return header;
    }

    private static long bytes(String name, TensorSource source) {
        try {
            long elements = 1;
            for (long size : source.shape()) {
                elements = Math.multiplyExact(elements, size);
            }
            if (source.shape().stream().anyMatch(size -> size < 0)) {
                throw new ArithmeticException("negative");
            }
            return Math.multiplyExact(elements, Float.BYTES);
        } catch (ArithmeticException e) {
            throw new CheckpointException("Tensor " + name + " cannot have the shape " + source.shape() + ".", e);
        }
    }

    private static void write(FileChannel channel, String name, TensorSource source) throws IOException {
        ByteBuffer given = source.floats().get();
        long expected = bytes(name, source);
        if (given.remaining() != expected || given.order() != ByteOrder.nativeOrder()) {
            throw new CheckpointException("Tensor " + name + " of shape " + source.shape() + " needs " + expected
                    + " bytes in " + ByteOrder.nativeOrder() + " order, but was given " + given.remaining() + " in "
                    + given.order() + " order.");
        }
        FloatBuffer floats = given.asFloatBuffer();
        ByteBuffer chunk =
                ByteBuffer.allocateDirect((int) Math.min(CHUNK, expected)).order(ByteOrder.LITTLE_ENDIAN);
        while (floats.hasRemaining()) {
            int count = Math.min(floats.remaining(), chunk.capacity() / Float.BYTES);
            chunk.clear().asFloatBuffer().put(floats.slice().limit(count));
            floats.position(floats.position() + count);
            AtomicFiles.writeFully(channel, chunk.limit(count * Float.BYTES));
        }
    }
}
