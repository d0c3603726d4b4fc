package dev.azimuth.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads a GGUF header front to back, holding every length against the bytes left in the file. */
final class GgufCursor {
    private static final int WINDOW = 1 << 16;

    private final TensorFile file;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW).order(ByteOrder.LITTLE_ENDIAN);
    private long position = 0; // of the window's first unread byte, in the file

    GgufCursor(TensorFile file) {
        this.file = file;
        window.limit(0);
    }

    long position() {
        return position;
    }

    long remaining() {
        return file.size() - position;
    }

    byte int8(String field) {
        return next(field, 1).get();
    }

    short int16(String field) {
        return next(field, 2).getShort();
    }

    int int32(String field) {
        return next(field, 4).getInt();
    }

    long int64(String field) {
        return next(field, 8).getLong();
    }

    /**
     * An unsigned number of things that follow, each of at least {@code bytesEach} bytes: so many that they could not
     * lie in the rest of the file are refused.
     */
    long count(String field, int bytesEach) {
        long at = position;
        long count = int64(field);
        if (Long.compareUnsigned(count, remaining() / bytesEach) > 0) {
            throw damaged(
                    field,
                    at,
                    "is " + Long.toUnsignedString(count) + ", but the file has only " + file.size() + " bytes");
        }
        return count;
    }

    /** A 64-bit length, then as many bytes of UTF-8. */
    String string(String field) {
        long at = position;
        long length = count("the length of " + field, 1);
        if (length > Integer.MAX_VALUE - 8) {
            throw refusal(field, at, "has " + length + " bytes.", "No text in a usable model is as long.");
        }
        ByteBuffer bytes =
                length <= WINDOW ? next(field, (int) length).slice().limit((int) length) : read((int) length);
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            if (length <= WINDOW) {
                window.position(window.position() + (int) length);
            }
            return text;
        } catch (CharacterCodingException e) {
            throw damaged(field, at + Long.BYTES, "is not valid UTF-8");
        }
    }

    CheckpointException damaged(String field, long at, String found) {
        return refusal(field, at, found + ".", "The file is damaged or not GGUF; download it again.");
    }

    CheckpointException refusal(String field, long at, String found, String remedy) {
        return new CheckpointException(file.name() + ": " + field + " at byte " + at + " " + found + " " + remedy);
    }

    /** The window, with at least {@code bytes} unread bytes in it, which count as read from now on. */
    private ByteBuffer next(String field, int bytes) {
        if (bytes > remaining()) {
            throw refusal(
                    field,
                    position,
                    "needs " + bytes + " bytes, but the file ends at byte " + file.size() + ".",
                    "The file is cut short; download it again.");
        }
        if (window.remaining() < bytes) {
            window.clear();
            file.read(window, position);
            window.flip();
            if (window.remaining() < bytes) {
                throw damaged(field, position, "is gone: the file has shrunk while it was read");
            }
        }
        position += bytes;
        return window;
    }

    private ByteBuffer read(int bytes) {
        var target = ByteBuffer.allocate(bytes);
        file.read(target, position);
        position += bytes;
        window.limit(0);
        return target.flip();
    }
}
