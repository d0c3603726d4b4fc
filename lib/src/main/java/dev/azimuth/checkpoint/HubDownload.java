package dev.azimuth.checkpoint;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Brings one repository's model into the cache. Weights come last: where they are, all else is. */
final class HubDownload {
    private static final Duration SHORT = Duration.ofSeconds(5);

    private final HubSettings settings;
    private final HubId id;
    private final HubFolder folder;
    private final HubHttp http;
    private final HubRemote remote;

    HubDownload(HubSettings settings, HubFolder folder) {
        this(settings, folder, new HubHttp(settings));
    }

    private HubDownload(HubSettings settings, HubFolder folder, HubHttp http) {
        this.settings = settings;
        this.id = folder.id();
        this.folder = folder;
        this.http = http;
        this.remote = new HubRemote(settings, id, http);
    }

    /**
     * Fetches the small files that others left out of a model that is whole without them, as Python does when nobody asks
     * it for them. Asks once and not for long; where the hub cannot be asked, the model stays as it is.
     */
    static void complete(HubSettings settings, HubFolder folder, String commit)
            throws IOException, InterruptedException {
        if (HubModelFiles.OPTIONAL.stream()
                .allMatch(file -> folder.has(commit, file) || folder.isKnownAbsent(commit, file))) {
            return;
        }
        HubSettings hasty = settings.withTimeout(SHORT);
        try {
            new HubDownload(hasty, folder, new HubHttp(hasty, 1)).fetchOptional(commit);
        } catch (InterruptedIOException | ClosedByInterruptException | FileLockInterruptionException e) {
            throw e;
        } catch (IOException | CheckpointException e) {
            // no network, no access any more, a cache that is read-only: asked again the next time
        }
    }

    /** Fetches what is missing; gives the snapshot's folder. */
    Path run() throws IOException, InterruptedException {
        String commit = remote.find(id.revision(), HubModelFiles.CONFIG)
                .orElseThrow(() -> lacks(HubModelFiles.CONFIG))
                .commit();
        String weights = weights(commit);
        require(commit, HubModelFiles.TOKENIZER);
        require(commit, HubModelFiles.CONFIG);
        fetchOptional(commit);
        require(commit, weights);
        if (weights.equals(HubModelFiles.INDEX)) {
            for (String shard : HubModelFiles.shards(folder.snapshot(commit).resolve(weights))) {
                require(commit, shard);
            }
        }
        folder.remember(commit); // now that whoever follows it finds a whole model
        return folder.snapshot(commit);
    }

    /**
     * Fetches one file, of the commit that the cache knows or else of the one that the revision means now.
     *
     * @return where it lies; empty when the repository has none
     */
    Optional<Path> fetch(Optional<String> known, String file) throws IOException, InterruptedException {
        Optional<String> commit =
                known.isPresent() ? known : remote.find(id.revision(), file).map(HubFile::commit);
        if (commit.isEmpty() || !ensure(commit.get(), file)) {
            return Optional.empty();
        }
        folder.remember(commit.get());
        return Optional.of(folder.snapshot(commit.get()).resolve(file));
    }

    private void fetchOptional(String commit) throws IOException, InterruptedException {
        for (String file : HubModelFiles.OPTIONAL) {
            ensure(commit, file);
        }
    }

    private CheckpointException lacks(String file) {
        return new CheckpointException(id + " has no " + file + ", without which it cannot be opened. A model has "
                + HubModelFiles.CONFIG + ", " + HubModelFiles.TOKENIZER + " and " + HubModelFiles.WHOLE
                + ", or its parts and " + HubModelFiles.INDEX + ".");
    }

    /** The file that the weights begin with; looked for before anything is fetched. */
    private String weights(String commit) throws IOException {
        for (String file : List.of(HubModelFiles.WHOLE, HubModelFiles.INDEX)) {
            if (folder.has(commit, file) || find(commit, file).isPresent()) {
                return file;
            }
        }
        for (String file : HubModelFiles.PICKLES) {
            if (find(commit, file).isPresent()) {
                throw new CheckpointException(id + " has its weights only as pickles (" + file
                        + "), which run code when they are opened and are never fetched; look for a revision or"
                        + " another repository of the same model with " + HubModelFiles.WHOLE + ".");
            }
        }
        throw lacks(HubModelFiles.WHOLE);
    }

    private void require(String commit, String file) throws IOException, InterruptedException {
        if (!ensure(commit, file)) {
            throw lacks(file);
        }
    }

    /** Whether the commit has the file; if so, it is in the snapshot afterwards. */
    private boolean ensure(String commit, String name) throws IOException, InterruptedException {
        if (folder.has(commit, name)) {
            return true;
        }
        Optional<HubFile> found = find(commit, name);
        if (found.isEmpty()) {
            return false;
        }
        HubFile file = found.get();
        if (!HubModelFiles.isWeights(name) && file.size() > HubModelFiles.MOST_TEXT) {
            throw new CheckpointException(name + " of " + id + " has " + file.size() + " bytes; at most "
                    + HubModelFiles.MOST_TEXT + " are fetched of such a file.");
        }
        Path blob = folder.blob(file.etag());
        HubLock.holding(folder.lock(file.etag()), () -> {
            if (!Files.exists(blob)) {
                new HubBlob(http, file, blob).fetch();
            }
            HubLink.create(blob, folder.snapshot(commit), name, settings.symlinks());
        });
        return true;
    }

    private Optional<HubFile> find(String commit, String file) throws IOException {
        if (folder.isKnownAbsent(commit, file)) {
            return Optional.empty();
        }
        Optional<HubFile> found = remote.find(commit, file);
        if (found.isEmpty()) {
            folder.rememberAbsent(commit, file);
        }
        return found;
    }
}
