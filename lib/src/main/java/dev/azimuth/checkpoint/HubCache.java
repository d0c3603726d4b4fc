package dev.azimuth.checkpoint;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;

/**
 * The Hugging Face cache, shared with the hub's own tools: what they have fetched is used, and what is fetched here they
 * find. Every file's length and digest are checked as it arrives; an interrupted download goes on where it stopped.
 */
public final class HubCache {
    private static final String FOLDERS = "(?:[A-Za-z0-9_][A-Za-z0-9._=+-]*/)*";
    private static final Pattern FILE =
            Pattern.compile(FOLDERS + "[A-Za-z0-9_][A-Za-z0-9._=+-]*\\.(?:json|safetensors|npz)");

    private final HubSettings settings;

    private HubCache(HubSettings settings) {
        this.settings = settings;
    }

    /**
     * The cache that the environment names.
     *
     * @throws CheckpointException when {@code HF_ENDPOINT} is not an address
     */
    public static HubCache standard() {
        return of(HubSettings.fromEnvironment());
    }

    /** The cache that {@code settings} name. */
    public static HubCache of(HubSettings settings) {
        return new HubCache(settings);
    }

    /**
     * A model's folder: {@code config.json}, tokenizer and safetensors. A revision that is in the cache is used as it is,
     * even if its branch has moved on since; otherwise what is missing is fetched. There is no request for what is in the
     * cache, but for small files such as a chat template that Python, which put it there, has not asked for yet.
     *
     * @throws CheckpointException when it is missing and cannot be fetched, with what would help
     * @throws CancellationException when the thread is interrupted; the interrupt is cleared
     */
    public Path get(HubId id) {
        try {
            return find(id);
        } catch (CheckpointException e) {
            Path folder = Path.of(id.owner()).toAbsolutePath();
            if (!Files.isDirectory(folder)) {
                throw e;
            }
            throw new CheckpointException(
                    e.getMessage() + " If a path is meant: the folder " + folder + " has no " + id.name() + ".", e);
        }
    }

    private Path find(HubId id) {
        HubFolder folder = new HubFolder(settings.cache(), id);
        Optional<String> commit = folder.commit();
        Optional<String> missing = commit.flatMap(known -> HubModelFiles.missing(folder.snapshot(known)));
        boolean isWhole = commit.isPresent() && missing.isEmpty();
        if (settings.offline() && !isWhole) {
            throw new CheckpointException(id + " is not in " + settings.cache()
                    + missing.map(file -> " as a whole: " + file + " is missing")
                            .orElse("")
                    + ", and HF_HUB_OFFLINE forbids to fetch it. Unset it, or set HF_HUB_CACHE to a folder that has"
                    + " the model.");
        }
        return fetching(id, () -> {
            if (!isWhole) {
                return new HubDownload(settings, folder).run();
            }
            if (!settings.offline()) {
                HubDownload.complete(settings, folder, commit.get());
            }
            return folder.snapshot(commit.get());
        });
    }

    /**
     * One file of a repository that is no model, by its path there, such as {@code layer_5/cfg.json}. What is in the cache
     * is used without a request; of a revision that is in the cache, files that are missing are fetched as they were then.
     *
     * @return where it lies; empty when the repository has no such file
     * @throws CheckpointException when it cannot be had, with what would help; when the path leaves the repository, or is
     *     not that of a file of JSON, safetensors or NumPy arrays: others are never fetched
     * @throws CancellationException when the thread is interrupted; the interrupt is cleared
     */
    public Optional<Path> find(HubId id, String file) {
        if (!FILE.matcher(file).matches() || file.contains("..")) {
            throw new CheckpointException(
                    "'" + file + "' is not fetched from a hub. Give the path in the repository of a"
                            + " .json, .safetensors or .npz file, with / between its folders.");
        }
        HubFolder folder = new HubFolder(settings.cache(), id);
        Optional<String> commit = folder.commit();
        if (commit.isPresent() && folder.has(commit.get(), file)) {
            return Optional.of(folder.snapshot(commit.get()).resolve(file));
        }
        if (commit.isPresent() && folder.isKnownAbsent(commit.get(), file)) {
            return Optional.empty();
        }
        if (settings.offline()) {
            throw new CheckpointException(
                    file + " of " + id + " is not in " + settings.cache()
                            + ", and HF_HUB_OFFLINE forbids to fetch it. Unset it, or set HF_HUB_CACHE to a folder that has it.");
        }
        return fetching(id, () -> new HubDownload(settings, folder).fetch(commit, file));
    }

    @FunctionalInterface
    private interface Fetch<T> {
        T run() throws IOException, InterruptedException;
    }

    private <T> T fetching(HubId id, Fetch<T> fetch) {
        try {
            return fetch.run();
        } catch (InterruptedException
                | InterruptedIOException
                | ClosedByInterruptException
                | FileLockInterruptionException e) {
            Thread.interrupted(); // as Progress does: whoever catches the cancellation may go on working
            throw new CancellationException("Stopped while downloading " + id + "; the next time it goes on there.");
        } catch (HubConnectionException e) {
            throw new CheckpointException(
                    "Cannot fetch " + id + ": " + e.getMessage() + ". Check the network and HF_ENDPOINT ("
                            + settings.endpoint() + "); what has come so far is kept.",
                    e);
        } catch (IOException e) {
            throw new CheckpointException(
                    "Cannot fetch " + id + " into " + settings.cache() + ": " + e
                            + ". Set HF_HUB_CACHE to a folder that can be written and has room.",
                    e);
        }
    }

    @Override
    public String toString() {
        return "HubCache(" + settings.cache() + ", " + settings.endpoint() + (settings.offline() ? ", offline" : "")
                + ")";
    }
}
