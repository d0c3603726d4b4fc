package dev.azimuth;

import dev.azimuth.checkpoint.ModelCache;
import dev.azimuth.checkpoint.PackagedModel;
import dev.azimuth.model.HookedTransformer;
import java.nio.file.Files;
import java.nio.file.Path;

/** The front door. */
public final class Azimuth {
    private Azimuth() {}

    /**
     * Opens a model: {@code smollm2-135m-instruct}, which is fetched on first use and kept in the user's cache folder; or
     * the path of a GGUF file, or of a folder with {@code config.json}, safetensors and tokenizer.
     *
     * @throws IllegalArgumentException when it is neither a known name nor a path that exists
     */
    public static HookedTransformer load(String nameOrPath) {
        PackagedModel known = PackagedModel.SMOLLM2_135M_INSTRUCT;
        if (nameOrPath.equals(known.name())) {
            return HookedTransformer.open(ModelCache.standard().get(known));
        }
        Path path = Path.of(nameOrPath);
        if (!Files.exists(path)) {
            throw new IllegalArgumentException(
                    "No model '" + nameOrPath + "': it is neither a file or folder nor the name '" + known.name()
                            + "'. Give the path of a .gguf file or of a folder with config.json.");
        }
        return HookedTransformer.open(path);
    }
}
