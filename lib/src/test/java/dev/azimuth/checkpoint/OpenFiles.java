package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Looks for files that this process still holds, where the system tells (Linux); a deleted file tells on Windows. */
final class OpenFiles {
    private static final Path HANDLES = Path.of("/proc/self/fd");

    private OpenFiles() {}

    static void assertClosed(Path file) {
        if (Files.isDirectory(HANDLES)) {
            assertThat(handles(file)).as("open handles of %s", file).isZero();
        }
    }

    static long handles(Path file) {
        try (Stream<Path> handles = Files.list(HANDLES)) {
            Path real = file.toRealPath();
            return handles.filter(handle -> pointsTo(handle, real)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean pointsTo(Path handle, Path file) {
        try {
            return Files.readSymbolicLink(handle).equals(file);
        } catch (IOException e) {
            return false; // the listing's own handle, gone by now
        }
    }
}
