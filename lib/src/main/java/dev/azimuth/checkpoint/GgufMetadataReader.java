package dev.azimuth.checkpoint;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads GGUF's typed values: text as {@code String}, truth values as {@code Boolean}, whole numbers as {@code Long} (as
 * {@code BigInteger} from 2<sup>63</sup> on), floats as {@code Float}, doubles as {@code Double}, arrays as {@code List}.
 */
final class GgufMetadataReader {
    private static final int ARRAY = 9;
    private static final int MAX_DEPTH = 4;
    private static final int MAX_ELEMENTS =
            1 << 24; // a hundred vocabularies; keeps a file of bytes from filling the heap
    private static final int SMALLEST_ENTRY = 8 + 4 + 1; // a key without letters, a type, one byte

    private final GgufCursor cursor;
    private int elementsLeft = MAX_ELEMENTS;

    GgufMetadataReader(GgufCursor cursor) {
        this.cursor = cursor;
    }

    static int smallestEntry() {
        return SMALLEST_ENTRY;
    }

    Map<String, Object> read(long count) {
        var metadata = new LinkedHashMap<String, Object>();
        for (long i = 0; i < count; i++) {
            long at = cursor.position();
            String key = cursor.string("metadata key " + i);
            if (metadata.containsKey(key)) {
                throw cursor.damaged("metadata key " + key, at, "appears twice");
            }
            metadata.put(key, value("metadata " + key, type("metadata " + key), 0));
        }
        return Collections.unmodifiableMap(metadata);
    }

    private int type(String field) {
        long at = cursor.position();
        int type = cursor.int32("type of " + field);
        if (type < 0 || type > 12) {
            throw cursor.damaged(
                    "type of " + field, at, "is " + Integer.toUnsignedString(type) + ", not one of GGUF's 0 to 12");
        }
        return type;
    }

    private Object value(String field, int type, int depth) {
        return switch (type) {
            case 0 -> (long) Byte.toUnsignedInt(cursor.int8(field));
            case 1 -> (long) cursor.int8(field);
            case 2 -> (long) Short.toUnsignedInt(cursor.int16(field));
            case 3 -> (long) cursor.int16(field);
            case 4 -> Integer.toUnsignedLong(cursor.int32(field));
            case 5 -> (long) cursor.int32(field);
            case 6 -> Float.intBitsToFloat(cursor.int32(field));
            case 7 -> bool(field);
            case 8 -> cursor.string(field);
            case ARRAY -> array(field, depth + 1);
            case 10 -> unsigned(cursor.int64(field));
            case 11 -> cursor.int64(field);
            default -> Double.longBitsToDouble(cursor.int64(field));
        };
    }

    private List<Object> array(String field, int depth) {
        long at = cursor.position();
        if (depth > MAX_DEPTH) {
            throw cursor.damaged(field, at, "nests arrays more than " + MAX_DEPTH + " deep");
        }
        int type = type("the elements of " + field);
        long count = cursor.count("element count of " + field, smallestElement(type));
        if (count > elementsLeft) {
            throw cursor.damaged(
                    field, at, "has " + count + " elements; the metadata may hold " + MAX_ELEMENTS + " altogether");
        }
        elementsLeft -= (int) count;
        var elements = new ArrayList<>((int) count);
        for (int i = 0; i < count; i++) {
            elements.add(value(field + "[" + i + "]", type, depth));
        }
        return Collections.unmodifiableList(elements);
    }

    private static int smallestElement(int type) {
        return switch (type) {
            case 0, 1, 7 -> 1;
            case 2, 3 -> 2;
            case 4, 5, 6 -> 4;
            case ARRAY -> 4 + 8;
            default -> 8;
        };
    }

    private boolean bool(String field) {
        long at = cursor.position();
        int value = cursor.int8(field);
        if (value != 0 && value != 1) {
            throw cursor.damaged(field, at, "is " + (value & 0xff) + ", but a truth value is 0 or 1");
        }
        return value == 1;
    }

    private static Object unsigned(long value) {
        return value >= 0 ? (Object) value : new BigInteger(Long.toUnsignedString(value));
    }
}
