package dev.azimuth.dataset;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;

/** SHA-256 of a sequence of texts: of each its number of bytes, as four of them in big-endian order, then its UTF-8. */
final class TextDigest {
    private TextDigest() {}

    /** In lower-case hexadecimal. */
    static String sha256(Stream<String> texts) {
        MessageDigest digest = sha256();
        texts.map(text -> text.getBytes(StandardCharsets.UTF_8)).forEach(bytes -> {
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            digest.update(bytes);
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
