package dev.azimuth.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One repository in the cache, as the hub's own tools lay it out:
 *
 * <pre>
 * models--owner--name/refs/main                       the commit that the branch stood at
 * models--owner--name/snapshots/COMMIT/config.json    a link to ../../blobs/ETAG
 * models--owner--name/blobs/ETAG                      the bytes, named by their digest
 * models--owner--name/.no_exist/COMMIT/NAME           empty: the commit has no such file
 * .locks/models--owner--name/ETAG.lock                held while the blob is fetched
 * </pre>
 */
record HubFolder(Path cache, HubId id) {
    private Path root() {
        return cache.resolve(folderName());
    }

    private String folderName() {
        return "models--" + id.owner() + "--" + id.name();
    }

    Path snapshot(String commit) {
        return root().resolve("snapshots").resolve(commit);
    }

    Path blob(String etag) {
        return root().resolve("blobs").resolve(etag);
    }

    Path lock(String etag) {
        return cache.resolve(".locks").resolve(folderName()).resolve(etag + ".lock");
    }

    private Path ref() {
        return root().resolve("refs").resolve(id.revision());
    }

    private Path absence(String commit, String file) {
        return root().resolve(".no_exist").resolve(commit).resolve(file);
    }

    /** The commit that the id's revision meant when it was last asked for. */
    Optional<String> commit() {
        if (id.isCommit()) {
            return Optional.of(id.revision());
        }
        try {
            return Optional.of(Files.readString(ref()).strip()).filter(HubId::isCommit);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new CheckpointException(
                    "Cannot read " + ref() + ": " + e + ". Set HF_HUB_CACHE to a folder that can be read.", e);
        }
    }

    /** Writes down what the id's revision means now. */
    void remember(String commit) {
        if (!id.isCommit() && !commit().equals(Optional.of(commit))) {
            AtomicFiles.writeString(ref(), commit);
        }
    }

    boolean has(String commit, String file) {
        return Files.exists(snapshot(commit).resolve(file));
    }

    boolean isKnownAbsent(String commit, String file) {
        return Files.exists(absence(commit, file));
    }

    void rememberAbsent(String commit, String file) {
        AtomicFiles.writeString(absence(commit, file), "");
    }
}
