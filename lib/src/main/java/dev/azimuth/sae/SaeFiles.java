package dev.azimuth.sae;

import dev.azimuth.checkpoint.CheckpointException;
import dev.azimuth.checkpoint.HubCache;
import dev.azimuth.checkpoint.HubId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds an autoencoder's files in a folder or on a hub, and tells the two formats apart. */
final class SaeFiles {
    private SaeFiles() {}

    static SparseAutoencoder open(Path folder, double inputScale) {
        Path config = folder.resolve(SaeLensFolder.CONFIG);
        if (Files.exists(config)) {
            return SaeLensFolder.read(config, folder.resolve(SaeLensFolder.WEIGHTS), inputScale);
        }
        Path parameters = folder.resolve(GemmaScope.PARAMETERS);
        if (Files.exists(parameters)) {
            return GemmaScope.read(parameters, folder.toAbsolutePath().toString());
        }
        throw new CheckpointException("No autoencoder in " + folder.toAbsolutePath() + ": " + needed());
    }

    static SparseAutoencoder open(HubCache hub, HubId id, String inside, double inputScale) {
        String prefix = inside.isEmpty() || inside.endsWith("/") ? inside : inside + "/";
        Optional<Path> config = hub.find(id, prefix + SaeLensFolder.CONFIG);
        if (config.isPresent()) {
            String weights = prefix + SaeLensFolder.WEIGHTS;
            Path found = hub.find(id, weights)
                    .orElseThrow(() -> new CheckpointException(
                            id + " has no " + weights + " beside its " + SaeLensFolder.CONFIG + "."));
            return SaeLensFolder.read(config.get(), found, inputScale);
        }
        return hub.find(id, prefix + GemmaScope.PARAMETERS)
                .map(file -> GemmaScope.read(file, id.owner() + "/" + id.name() + "/" + inside))
                .orElseThrow(() -> new CheckpointException("No autoencoder at '" + inside + "' of " + id + ": "
                        + needed() + " Its page lists its folders."));
    }

    private static String needed() {
        return "there is neither " + SaeLensFolder.CONFIG + " (SAELens) nor " + GemmaScope.PARAMETERS
                + " (Gemma Scope).";
    }
}
