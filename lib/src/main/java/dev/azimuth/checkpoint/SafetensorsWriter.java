package dev.azimuth.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Writes float32 tensors to a safetensors file, with one tensor at a time in memory. */
public final class SafetensorsWriter {
    private static final ObjectMapper JSON = new ObjectMapper();

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
                FloatTensors.write(channel, entry.getKey(), entry.getValue());
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
            long bytes = FloatTensors.bytes(entry.getKey(), entry.getValue());
            tensor.putArray("data_offsets").add(offset).add(offset + bytes);
            offset += bytes;
        }
        byte[] json = root.toString().getBytes(StandardCharsets.UTF_8);
        int padding = -json.length & 7; // the data then lies on a multiple of eight, as readers that map it like
        byte[] header = Arrays.copyOf(json, json.length + padding);
        Arrays.fill(header, json.length, header.length, (byte) ' ');
        if (header.length > SafetensorsHeader.MAX_BYTES) {
            throw new CheckpointException("The header of " + target + " would have " + header.length
                    + " bytes; at most " + SafetensorsHeader.MAX_BYTES + " are read.");
        }
        return header;
    }
}
