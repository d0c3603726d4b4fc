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

    /** Of a file, or of all files in a folder. */
    static void assertClosed(Path path) {
        if (Files.isDirectory(HANDLES)) {
            assertThat(handles(path)).as("open handles of %s", path).isZero();
        }
    }

    private static long handles(Path path) {
        try (Stream<Path> handles = Files.list(HANDLES)) {
            Path real = path.toRealPath();
            return handles.filter(handle -> pointsTo(handle, real)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean pointsTo(Path handle, Path path) {
        try {
            return Files.readSymbolicLink(handle).startsWith(path);
        } catch (IOException e) {
            return false; // the listing's own handle, gone by now
        }
    }
}
