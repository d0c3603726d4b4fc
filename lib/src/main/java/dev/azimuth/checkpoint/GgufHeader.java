package dev.azimuth.checkpoint;

import java.util.Map;

/**
 * The front of a GGUF file: magic, version, counts, metadata, tensor list.
 *
 * @param tensors with offsets from the start of the file
 */
record GgufHeader(int version, Map<String, Object> metadata, Map<String, TensorInfo> tensors) {
    private static final int MAGIC = 0x46554747; // "GGUF", read as a little-endian number
    private static final String ALIGNMENT_KEY = "general.alignment";
    private static final long DEFAULT_ALIGNMENT = 32;

    static GgufHeader read(TensorFile file) {
        var cursor = new GgufCursor(file);
        int version = version(cursor);
        long tensorCount = cursor.count("tensor count", GgufTensorReader.smallestEntry());
        long metadataCount = cursor.count("metadata count", GgufMetadataReader.smallestEntry());
        Map<String, Object> metadata = new GgufMetadataReader(cursor).read(metadataCount);
        long alignment = alignment(file, metadata);
        return new GgufHeader(version, metadata, new GgufTensorReader(file, cursor).read(tensorCount, alignment));
    }

    private static int version(GgufCursor cursor) {
        int magic = cursor.int32("magic");
        if (magic != MAGIC) {
            throw cursor.refusal(
                    "magic",
                    0,
                    "is " + String.format("%08x", Integer.reverseBytes(magic)) + ", not 47475546 (\"GGUF\").",
                    "This is not a GGUF file, or its start is damaged.");
        }
        int version = cursor.int32("version");
        if (version != 0 && (version & 0xffff) == 0) {
            throw cursor.refusal(
                    "version",
                    4,
                    "is " + Integer.reverseBytes(version) + " in big-endian order.",
                    "Only little-endian GGUF is read here; download or convert that variant.");
        }
        if (version != 2 && version != 3) {
            throw cursor.refusal(
                    "version",
                    4,
                    "is " + Integer.toUnsignedString(version) + "; versions 2 and 3 are read here.",
                    "Convert the model again with a current converter.");
        }
        return version;
    }

    private static long alignment(TensorFile file, Map<String, Object> metadata) {
        Object value = metadata.getOrDefault(ALIGNMENT_KEY, DEFAULT_ALIGNMENT);
        if (value instanceof Long alignment && Long.bitCount(alignment) == 1 && alignment > 0 && alignment <= 1 << 30) {
            return alignment;
        }
        throw new CheckpointException(file.name() + ": metadata " + ALIGNMENT_KEY + " is " + value
                + ", but an alignment is a power of two up to 2^30. The file is damaged; download it again.");
    }
}
