package dev.azimuth.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Writes files whole or not at all: under another name in the same folder first, forced to disk, then renamed. Whatever
 * goes wrong, the file that stood there before stays as it was, and no half-written one remains.
 */
public final class AtomicFiles {
    /** Writes a file's content. */
    @FunctionalInterface
    public interface Content {
        void writeTo(FileChannel channel) throws IOException;
    }

    private AtomicFiles() {}

    /**
     * Writes {@code target}, replacing what is there; creates its folder if need be.
     *
     * @throws CheckpointException when the disk does not take it; what {@code content} throws passes through
     */
    public static void write(Path target, Content content) {
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(target)) {
            throw new CheckpointException("Cannot write " + target + ": it is a folder. Name a file in it.");
        }
        Path temporary = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            createFolder(folder);
            try (var channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                content.writeTo(channel);
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            forceFolder(folder);
        } catch (ClosedByInterruptException e) {
            Thread.interrupted(); // as Progress does: whoever catches the cancellation may go on working
            throw new CancellationException("Stopped while writing " + target + ".");
        } catch (IOException e) {
            throw new CheckpointException(
                    "Cannot write " + target + ": " + e + ". What was there before is unchanged.", e);
        } finally {
            deleteQuietly(temporary);
        }
    }

    /** Writes a text as UTF-8. */
    public static void writeString(Path target, String text) {
        write(target, channel -> writeFully(channel, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
    }

    /** Creates a folder where there is none; Java 17 refuses one that is there as a link. */
    static void createFolder(@Nullable Path folder) throws IOException {
        if (folder != null && !Files.isDirectory(folder)) {
            Files.createDirectories(folder);
        }
    }

    static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Makes the new name last through a power cut, where the system lets a folder be forced. */
    private static void forceFolder(Path folder) {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows opens no folders; the file itself is safe
        }
    }

    private static void deleteQuietly(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // the failure that is on its way matters more
        }
    }
}
