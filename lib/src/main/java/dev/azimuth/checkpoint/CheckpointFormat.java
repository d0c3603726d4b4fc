package dev.azimuth.checkpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Tells the formats of model files apart. */
final class CheckpointFormat {
    private CheckpointFormat() {}

    static Checkpoint open(Path path) {
        if (Files.isDirectory(path)) {
            return SafetensorsFolder.open(path);
        }
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        if (!Files.exists(path) || name.endsWith(".gguf") || !Files.isRegularFile(path) || startsWithGguf(path)) {
            return Gguf.open(path);
        }
        if (name.endsWith(".safetensors")) {
            return Safetensors.open(path);
        }
        throw new CheckpointException(
                path.toAbsolutePath() + " is neither GGUF nor named *.safetensors. Give a .gguf file,"
                        + " a .safetensors file, or a folder with config.json and model.safetensors.");
    }

    private static boolean startsWithGguf(Path path) {
        try (var in = Files.newInputStream(path)) {
            return new String(in.readNBytes(4), StandardCharsets.ISO_8859_1).equals("GGUF");
        } catch (IOException e) {
            throw new CheckpointException("Cannot open " + path.toAbsolutePath() + ": " + e.getMessage() + ".", e);
        }
    }
}
