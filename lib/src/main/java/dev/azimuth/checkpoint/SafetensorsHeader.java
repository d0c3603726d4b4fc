package dev.azimuth.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The front of a safetensors file: an eight-byte length, then JSON that names each tensor's type, shape and bytes. The
 * tensors' bytes must cover the rest of the file exactly.
 *
 * @param tensors with offsets from the start of the file
 */
record SafetensorsHeader(Map<String, String> metadata, Map<String, TensorInfo> tensors) {
    static final String METADATA = "__metadata__";
    /** A hundred thousand tensors; parsed JSON takes many times its length in memory. */
    static final int MAX_BYTES = 1 << 24;

    private static final int MOST_DIMENSIONS = 64; // as PyTorch

    private static final Set<String> FIELDS = Set.of("dtype", "shape", "data_offsets");

    static SafetensorsHeader read(TensorFile file) {
        int length = length(file);
        byte[] json = new byte[length];
        ByteBuffer target = ByteBuffer.wrap(json);
        file.read(target, Long.BYTES);
        String header = file.name() + ": the header at byte " + Long.BYTES;
        if (target.hasRemaining() || json[0] != '{') {
            throw StrictJson.damaged(header, "does not begin with {");
        }
        long start = Long.BYTES + (long) length;
        var metadata = new LinkedHashMap<String, String>();
        var tensors = new LinkedHashMap<String, TensorInfo>();
        StrictJson.read(header, json, Long.BYTES, (key, value, at) -> {
            if (key.equals(METADATA)) {
                metadata.putAll(metadata(file.name() + ": " + METADATA + " at byte " + at, value));
            } else {
                tensors.put(key, tensor(file, key, value, at, start));
            }
        });
        refuseGaps(file, tensors.values().stream().toList(), start);
        return new SafetensorsHeader(Collections.unmodifiableMap(metadata), Collections.unmodifiableMap(tensors));
    }

    private static int length(TensorFile file) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.read(bytes, 0);
        if (bytes.hasRemaining()) {
            throw StrictJson.damaged(
                    file.name() + ": header length at byte 0", "needs 8 bytes, but the file has only " + file.size());
        }
        long length = bytes.getLong(0);
        if (length < 2 || length > file.size() - Long.BYTES) {
            throw StrictJson.damaged(
                    file.name() + ": header length at byte 0",
                    "is " + Long.toUnsignedString(length) + ", but the file has only " + file.size() + " bytes");
        }
        if (length > MAX_BYTES) {
            throw StrictJson.damaged(
                    file.name() + ": header length at byte 0",
                    "is " + length + ", more than the " + MAX_BYTES + " read here");
        }
        return (int) length;
    }

    private static Map<String, String> metadata(String what, JsonNode node) {
        if (!node.isObject()) {
            throw StrictJson.damaged(what, "is not a JSON object");
        }
        var metadata = new LinkedHashMap<String, String>();
        for (var entry : node.properties()) {
            if (!entry.getValue().isTextual()) {
                throw StrictJson.damaged(what + ": " + entry.getKey(), "is not a text");
            }
            metadata.put(entry.getKey(), entry.getValue().textValue());
        }
        return metadata;
    }

    private static TensorInfo tensor(TensorFile file, String name, JsonNode node, long at, long start) {
        String what = file.name() + ": tensor " + name + " at byte " + at;
        var fields = new ArrayList<String>();
        node.fieldNames().forEachRemaining(fields::add);
        if (fields.size() != FIELDS.size() || !FIELDS.containsAll(fields)) {
            throw StrictJson.damaged(what, "has fields " + fields + ", not dtype, shape and data_offsets");
        }
        SafetensorsType type = type(what, node.get("dtype"));
        long[] shape = longs(what + ": shape", node.get("shape"));
        long[] offsets = longs(what + ": data_offsets", node.get("data_offsets"));
        long data = file.size() - start;
        if (offsets.length != 2 || offsets[0] > offsets[1] || offsets[1] > data) {
            throw StrictJson.damaged(
                    what + ": data_offsets",
                    "is " + Arrays.toString(offsets) + ", but the data, from byte " + start + " on, has " + data
                            + " bytes");
        }
        long bytes = offsets[1] - offsets[0];
        if (bytes != bytes(shape, type)) {
            throw StrictJson.damaged(
                    what + ": data_offsets",
                    "spans " + bytes + " bytes, which does not fit shape " + Arrays.toString(shape) + " of " + type);
        }
        return new TensorInfo(name, type.name(), Arrays.stream(shape).boxed().toList(), start + offsets[0], bytes);
    }

    private static SafetensorsType type(String what, JsonNode node) {
        return Arrays.stream(SafetensorsType.values())
                .filter(type -> type.name().equals(node.textValue()))
                .findFirst()
                .orElseThrow(() -> new CheckpointException(what + ": dtype is " + node + ", not one of "
                        + Arrays.toString(SafetensorsType.values()) + "."));
    }

    private static long[] longs(String what, JsonNode node) {
        if (!node.isArray()) {
            throw StrictJson.damaged(what, "is not an array");
        }
        if (node.size() > MOST_DIMENSIONS) {
            throw StrictJson.damaged(
                    what, "has " + node.size() + " entries, more than the " + MOST_DIMENSIONS + " read here");
        }
        long[] values = new long[node.size()];
        for (int i = 0; i < values.length; i++) {
            JsonNode value = node.get(i);
            if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
                throw StrictJson.damaged(what, "holds " + value + ", not a whole number from 0 to 2^63-1");
            }
            values[i] = value.longValue();
        }
        return values;
    }

    /** The bytes that a tensor takes, or -1 if that number overflows. */
    private static long bytes(long[] shape, SafetensorsType type) {
        try {
            return Math.multiplyExact(Arrays.stream(shape).reduce(1, Math::multiplyExact), type.bytes());
        } catch (ArithmeticException e) {
            return -1;
        }
    }

    private static void refuseGaps(TensorFile file, List<TensorInfo> tensors, long start) {
        long end = start;
        for (TensorInfo info : tensors.stream()
                .sorted(Comparator.comparingLong(TensorInfo::offset).thenComparingLong(TensorInfo::bytes))
                .toList()) {
            if (info.offset() != end) {
                throw StrictJson.damaged(
                        file.name() + ": tensor " + info.name(),
                        "begins at byte " + info.offset() + " of the file, but the tensor before it ends at byte "
                                + end);
            }
            end += info.bytes();
        }
        if (end != file.size()) {
            throw StrictJson.damaged(
                    file.name() + ": the last tensor",
                    "ends at byte " + end + ", but the file has " + file.size() + " bytes");
        }
    }
}
