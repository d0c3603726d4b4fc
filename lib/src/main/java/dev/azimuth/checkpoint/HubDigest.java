package dev.azimuth.checkpoint;

import dev.azimuth.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;

/** The two digests by which a hub names files: SHA-256 for large ones, and git's own SHA-1 for those kept in git. */
final class HubDigest {
    private static final int SHA256_LENGTH = 64;
    private static final int CHUNK = 1 << 20;

    private HubDigest() {}

    /** What kind of digest an etag is, for messages. */
    static String kind(String etag) {
        return etag.length() == SHA256_LENGTH ? "SHA-256" : "git SHA-1";
    }

    /** The digest of a file's content, of the same kind as {@code etag}. */
    static String of(Path file, String etag, String label) throws IOException {
        long size = Files.size(file);
        MessageDigest digest = etag.length() == SHA256_LENGTH ? algorithm("SHA-256") : algorithm("SHA-1");
        if (etag.length() != SHA256_LENGTH) {
            digest.update(("blob " + size + "\0").getBytes(StandardCharsets.UTF_8)); // git digests this before it
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] chunk = new byte[CHUNK];
            int chunks = Math.toIntExact((size + CHUNK - 1) / CHUNK);
            for (byte[] buffer : Progress.over(Collections.nCopies(chunks, chunk), label)) {
                digest.update(buffer, 0, in.readNBytes(buffer, 0, CHUNK));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest algorithm(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has " + name, e);
        }
    }
}
