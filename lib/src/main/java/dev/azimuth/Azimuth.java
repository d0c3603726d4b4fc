package dev.azimuth;

import dev.azimuth.checkpoint.HubCache;
import dev.azimuth.checkpoint.HubId;
import dev.azimuth.checkpoint.ModelCache;
import dev.azimuth.checkpoint.PackagedModel;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.Precision;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** The front door. */
public final class Azimuth {
    private Azimuth() {}

    /**
     * Opens a model, which is one of
     *
     * <ul>
     *   <li>{@code smollm2-135m-instruct}, fetched on first use and kept in the user's cache folder;
     *   <li>the path of a GGUF file, or of a folder with {@code config.json}, safetensors and tokenizer;
     *   <li>the id of a model on the Hugging Face hub, {@code Qwen/Qwen2.5-0.5B-Instruct}, or with a branch, tag or
     *       commit {@code Qwen/Qwen2.5-0.5B-Instruct@main}. It is looked up in the cache that Hugging Face's own tools
     *       use, and downloaded there when missing. Their environment variables hold: {@code HF_HOME},
     *       {@code HF_HUB_CACHE}, {@code HF_ENDPOINT}, {@code HF_TOKEN}, {@code HF_TOKEN_PATH}, {@code HF_HUB_OFFLINE}.
     *       An interrupted download goes on where it stopped; a branch that is in the cache is not looked up again.
     * </ul>
     *
     * A path that exists wins over an id.
     *
     * @throws IllegalArgumentException when it is none of these
     * @throws dev.azimuth.checkpoint.CheckpointException when a file is damaged, or cannot be fetched
     * @throws dev.azimuth.family.UnsupportedModelException when the model asks for what is not understood
     */
    public static HookedTransformer load(String nameOrPath) {
        return load(nameOrPath, Precision.FLOAT32);
    }

    /** The same with its matrices in {@code precision} from the start, for half the memory. */
    public static HookedTransformer load(String nameOrPath, Precision precision) {
        return load(nameOrPath, precision, HubCache::standard);
    }

    static HookedTransformer load(String nameOrPath, Precision precision, Supplier<HubCache> hub) {
        PackagedModel known = PackagedModel.SMOLLM2_135M_INSTRUCT;
        if (nameOrPath.equals(known.name())) {
            return HookedTransformer.open(ModelCache.standard().get(known), precision);
        }
        if (exists(nameOrPath)) {
            return HookedTransformer.open(Path.of(nameOrPath), precision);
        }
        if (HubId.matches(nameOrPath) && !nameOrPath.endsWith(".gguf") && !nameOrPath.endsWith(".safetensors")) {
            // A snapshot's folder is named by its commit, which tells a reader nothing.
            return HookedTransformer.open(hub.get().get(HubId.parse(nameOrPath)), precision)
                    .named(nameOrPath);
        }
        throw new IllegalArgumentException(
                "No model '" + nameOrPath + "': it is neither a file or folder, nor the id of a model on a hub, nor the"
                        + " name '" + known.name() + "'. Give the path of a .gguf file or of a folder with config.json,"
                        + " or an id such as Qwen/Qwen2.5-0.5B-Instruct.");
    }

    private static boolean exists(String path) {
        try {
            return Files.exists(Path.of(path));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
