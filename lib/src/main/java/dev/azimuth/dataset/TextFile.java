package dev.azimuth.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A text read whole, as strict UTF-8; a byte order mark is dropped. */
record TextFile(String name, String text) {
    /** The largest file, in bytes. */
    static final long MAX_BYTES = 64L << 20;

    static TextFile read(Path path) {
        String name = String.valueOf(path.getFileName());
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw new IllegalArgumentException(
                        "%s: %d bytes; a data set may have %d.".formatted(name, Files.size(path), MAX_BYTES));
            }
            return decode(name, Files.readAllBytes(path));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path.toAbsolutePath() + ".", e);
        }
    }

    /** A file that travels in the jar, beside this class. */
    static TextFile resource(String name) {
        try (InputStream in = TextFile.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not in the jar.");
            }
            return decode(name, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name + " from the jar.", e);
        }
    }

    private static TextFile decode(String name, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        if (result.isError()) {
            throw new IllegalArgumentException(
                    "%s: not UTF-8 at byte %d. Save the file as UTF-8.".formatted(name, in.position()));
        }
        String text = out.flip().toString();
        return new TextFile(name, text.startsWith("\uFEFF") ? text.substring(1) : text);
    }
}
