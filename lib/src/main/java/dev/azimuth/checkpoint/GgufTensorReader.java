package dev.azimuth.checkpoint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads GGUF's list of tensors and holds each against the file: its type, its size and its place. */
final class GgufTensorReader {
    private static final int MAX_DIMENSIONS = 4;
    private static final int MOST_PER_BYTE = 4; // values: no type read here has less than two bits for each
    static final int SMALLEST_ENTRY = 8 + 4 + 8 + 4 + 8; // a name without letters, one dimension, type, offset

    private final TensorFile file;
    private final GgufCursor cursor;

    GgufTensorReader(TensorFile file, GgufCursor cursor) {
        this.file = file;
        this.cursor = cursor;
    }

    /** A tensor whose offset, still counted from the start of the data, stands in the header at {@code at}. */
    private record Entry(TensorInfo info, long at) {
        String field() {
            return "offset of tensor " + info.name();
        }
    }

    Map<String, TensorInfo> read(long count, long alignment) {
        var entries = new LinkedHashMap<String, Entry>();
        for (long i = 0; i < count; i++) {
            long at = cursor.position();
            Entry entry = entry(cursor.string("name of tensor " + i, GgufCursor.LONGEST_NAME));
            if (entries.putIfAbsent(entry.info().name(), entry) != null) {
                throw cursor.damaged("tensor " + entry.info().name(), at, "appears twice");
            }
        }
        long start = aligned(cursor.position(), alignment);
        var tensors = new LinkedHashMap<String, TensorInfo>();
        entries.forEach((name, entry) -> tensors.put(name, placed(entry, start, alignment)));
        refuseGaps(new ArrayList<>(entries.values()), start, alignment);
        return Collections.unmodifiableMap(tensors);
    }

    private Entry entry(String name) {
        long shapeAt = cursor.position();
        Long[] shape = shape(name);
        GgmlType type = type(name);
        long elements = Arrays.stream(shape).reduce(1L, (a, b) -> a * b); // checked by shape()
        if (shape[shape.length - 1] % type.blockSize() != 0) {
            throw cursor.damaged(
                    "shape of tensor " + name,
                    shapeAt,
                    "is " + Arrays.toString(shape) + ", but " + type + " stores rows in blocks of " + type.blockSize());
        }
        // No overflow: shape() leaves at most as many values as the file has bytes, times the densest type's.
        long bytes = elements / type.blockSize() * type.bytesPerBlock();
        long at = cursor.position();
        long offset = cursor.int64("offset of tensor " + name);
        return new Entry(new TensorInfo(name, type.name(), List.of(shape), offset, bytes), at);
    }

    /** The dimensions, outermost first; the file has them innermost first. */
    private Long[] shape(String name) {
        long at = cursor.position();
        int dimensions = cursor.int32("number of dimensions of tensor " + name);
        if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
            throw cursor.damaged(
                    "number of dimensions of tensor " + name,
                    at,
                    "is " + Integer.toUnsignedString(dimensions) + ", not 1 to " + MAX_DIMENSIONS);
        }
        var shape = new Long[dimensions];
        long most = MOST_PER_BYTE * file.size();
        for (int i = dimensions - 1; i >= 0; i--) {
            String field = "dimension " + (dimensions - 1 - i) + " of tensor " + name;
            long place = cursor.position();
            long size = cursor.int64(field);
            if (size <= 0 || size > most) {
                throw cursor.damaged(
                        field,
                        place,
                        "is " + Long.toUnsignedString(size) + ", and with it the tensor cannot lie in the file's "
                                + file.size() + " bytes");
            }
            shape[i] = size;
            most /= size;
        }
        return shape;
    }

    private GgmlType type(String name) {
        long at = cursor.position();
        int id = cursor.int32("type of tensor " + name);
        return GgmlType.ofId(id)
                .orElseThrow(() -> cursor.refusal(
                        "type of tensor " + name,
                        at,
                        "is " + Integer.toUnsignedString(id) + ", which is not read here.",
                        "Quantise the model to one of " + Arrays.toString(GgmlType.values()) + "."));
    }

    private TensorInfo placed(Entry entry, long start, long alignment) {
        TensorInfo info = entry.info();
        if (Long.remainderUnsigned(info.offset(), alignment) != 0) {
            throw cursor.damaged(
                    entry.field(),
                    entry.at(),
                    "is " + Long.toUnsignedString(info.offset()) + ", not a multiple of the alignment " + alignment);
        }
        if (info.offset() < 0
                || info.offset() > file.size() - start
                || info.bytes() > file.size() - start - info.offset()) {
            throw cursor.refusal(
                    entry.field(),
                    entry.at(),
                    "is " + Long.toUnsignedString(info.offset()) + ": its " + info.bytes()
                            + " bytes, counted from the data's start at byte " + start + ", end beyond the file's "
                            + file.size() + " bytes.",
                    "The file is cut short or damaged; download it again.");
        }
        return new TensorInfo(info.name(), info.type(), info.shape(), start + info.offset(), info.bytes());
    }

    /** Tensors lie side by side from the data's start to the file's end, but for what alignment needs between them. */
    private void refuseGaps(List<Entry> entries, long start, long alignment) {
        entries.sort(Comparator.comparingLong(entry -> entry.info().offset()));
        long end = 0;
        for (Entry entry : entries) {
            TensorInfo info = entry.info();
            if (info.offset() != end) {
                throw cursor.damaged(
                        entry.field(),
                        entry.at(),
                        "is " + info.offset() + ", but the tensors before it end, aligned, at " + end);
            }
            end = aligned(info.offset() + info.bytes(), alignment);
        }
        if (file.size() > start + end) {
            throw cursor.damaged(
                    "the tensors' end",
                    start + end,
                    "is followed by " + (file.size() - start - end) + " bytes that belong to none");
        }
    }

    private static long aligned(long position, long alignment) {
        return (position + alignment - 1) / alignment * alignment;
    }
}
