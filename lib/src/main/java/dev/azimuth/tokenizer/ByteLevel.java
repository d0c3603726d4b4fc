package dev.azimuth.tokenizer;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * GPT-2's alphabet: every byte has one visible character, so that any text is a sequence of visible characters. Bytes
 * that Latin-1 shows as themselves stay; the others take the characters from U+0100 on, in order.
 */
final class ByteLevel {
    private static final Map<Character, Byte> BYTES = bytes();

    private ByteLevel() {}

    private static Map<Character, Byte> bytes() {
        var bytes = new HashMap<Character, Byte>();
        char next = 0x100;
        for (int b = 0; b < 256; b++) {
            boolean visible = ('!' <= b && b <= '~') || (0xA1 <= b && b <= 0xFF && b != 0xAD);
            bytes.put(visible ? (char) b : next++, (byte) b);
        }
        return Map.copyOf(bytes);
    }

    /** The bytes that {@code piece} stands for; empty when a character is not of the alphabet. */
    static Optional<byte[]> bytes(String piece) {
        var bytes = new byte[piece.length()];
        for (int i = 0; i < bytes.length; i++) {
            Byte b = BYTES.get(piece.charAt(i));
            if (b == null) {
                return Optional.empty();
            }
            bytes[i] = b;
        }
        return Optional.of(bytes);
    }
}
