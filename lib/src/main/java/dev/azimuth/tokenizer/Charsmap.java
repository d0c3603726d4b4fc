package dev.azimuth.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.BitSet;
import java.util.Optional;

/**
 * SentencePiece's table of rewritten characters: a double array (Aoe 1989) over the bytes of what is rewritten, whose
 * leaves say where the new text begins in a block of texts that zeros end. The native library follows it without a look
 * at the bounds.
 */
final class Charsmap {
    private final int[] units;
    private final byte[] texts;

    private Charsmap(int[] units, byte[] texts) {
        this.units = units;
        this.texts = texts;
    }

    /** What is wrong with the table, given in base 64; empty when it is sound. */
    static Optional<String> mistake(String base64) {
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IllegalArgumentException e) {
            return Optional.of("is not base 64: " + e.getMessage() + ".");
        }
        if (bytes.remaining() < Integer.BYTES) {
            return Optional.of("has " + bytes.remaining() + " bytes; expected a length of 4 bytes first.");
        }
        long size = Integer.toUnsignedLong(bytes.getInt());
        if (size == 0 || size % Integer.BYTES != 0 || size > bytes.remaining()) {
            return Optional.of("gives its array " + size + " bytes of " + bytes.remaining()
                    + "; expected a multiple of 4 from 4.");
        }
        var units = new int[(int) size / Integer.BYTES];
        bytes.asIntBuffer().get(units);
        var texts = new byte[bytes.remaining() - (int) size];
        bytes.position(Integer.BYTES + (int) size).get(texts);
        return new Charsmap(units, texts).mistake();
    }

    private Optional<String> mistake() {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(texts));
        } catch (CharacterCodingException e) {
            return Optional.of("has texts that are not UTF-8.");
        }
        var seen = new BitSet(units.length);
        var open = new ArrayDeque<Integer>();
        open.push(offset(units[0]));
        while (!open.isEmpty()) {
            int node = open.pop();
            // Any byte may come next, and is looked up at the node's number with that byte mixed in.
            if ((node | 0xFF) >= units.length) {
                return Optional.of("leads outside of its array, at " + (node | 0xFF) + " of " + units.length + ".");
            }
            if (seen.get(node)) {
                continue;
            }
            seen.set(node);
            for (int b = 1; b <= 0xFF; b++) {
                int unit = units[node ^ b];
                if ((unit & 0x800000FF) == b) {
                    int next = (node ^ b) ^ offset(unit);
                    if (((unit >>> 8) & 1) == 1 && !isText(next)) {
                        return Optional.of("has a leaf that begins no text.");
                    }
                    open.push(next);
                }
            }
        }
        return Optional.empty();
    }

    private static int offset(int unit) {
        return (unit >>> 10) << ((unit & (1 << 9)) >>> 6);
    }

    /** Whether the leaf at {@code node} points to where a character begins. */
    private boolean isText(int node) {
        if (node < 0 || node >= units.length) {
            return false;
        }
        int start = units[node] & 0x7FFFFFFF;
        return start < texts.length && (texts[start] & 0xC0) != 0x80;
    }
}
