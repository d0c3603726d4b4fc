package dev.azimuth.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.regex.Pattern;

/** What a vocabulary's spelling of a token looks like as text. */
final class TokenText {
    private static final Pattern BYTE = Pattern.compile("<0x([0-9A-Fa-f]{2})>");

    private TokenText() {}

    /** GPT-2's spelling: one character a byte. */
    static String ofByteLevel(String piece) {
        return ByteLevel.bytes(piece).map(TokenText::readable).orElse(piece);
    }

    /** Whether SentencePiece spells one byte so. */
    static boolean isByte(String piece) {
        return BYTE.matcher(piece).matches();
    }

    /** SentencePiece's spelling: U+2581 for a space, {@code <0x0A>} for a byte. */
    static String ofSentencePiece(String piece) {
        var oneByte = BYTE.matcher(piece);
        if (oneByte.matches()) {
            return readable(new byte[] {(byte) Integer.parseInt(oneByte.group(1), 16)});
        }
        return piece.replace('\u2581', ' ');
    }

    /** As UTF-8; a token may be a fragment of a character, whose bytes show as {@code \xE2}. */
    private static String readable(byte[] bytes) {
        var decoder = UTF_8.newDecoder();
        var in = ByteBuffer.wrap(bytes);
        var out = CharBuffer.allocate(4 * bytes.length);
        var result = decoder.decode(in, out, true);
        while (result.isError()) {
            for (int i = 0; i < result.length(); i++) {
                out.put(String.format("\\x%02X", in.get()));
            }
            result = decoder.decode(in, out, true);
        }
        return out.flip().toString();
    }
}
