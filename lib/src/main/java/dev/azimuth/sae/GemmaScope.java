package dev.azimuth.sae;

import ai.djl.ndarray.NDArray;
import dev.azimuth.checkpoint.Checkpoint;
import dev.azimuth.checkpoint.CheckpointException;
import dev.azimuth.checkpoint.NumpyArchive;
import dev.azimuth.hook.HookName;
import dev.azimuth.tensor.Scope;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gemma Scope's JumpReLU autoencoders (Lieberum et al., 2024, arXiv 2408.05147): {@code params.npz} and no configuration.
 * Where in which model they belong is in the names of repository and folder, such as {@code google/gemma-scope-2b-pt-res}
 * and {@code layer_20/width_16k/average_l0_71}.
 */
final class GemmaScope {
    static final String PARAMETERS = "params.npz";

    private static final Pattern LAYER = Pattern.compile("(?:^|[/\\\\])layer_(\\d{1,3})(?:[/\\\\]|$)");
    private static final Pattern REPOSITORY = Pattern.compile("gemma-scope-(\\d+b)-(pt|it)-(res|mlp|att|transcoders)");

    private GemmaScope() {}

    /** @param place names of repository and folders; what it does not say stays unknown */
    static SparseAutoencoder read(Path parameters, String place) {
        Matcher repository = REPOSITORY.matcher(place);
        boolean named = repository.find();
        if (named && repository.group(3).equals("transcoders")) {
            throw new CheckpointException(place
                    + " is a transcoder, which writes elsewhere than it reads; it is not opened as an autoencoder.");
        }
        Optional<HookName> site = named ? site(repository.group(3), place) : Optional.empty();
        Optional<String> model = named
                ? Optional.of(
                        "gemma-2-" + repository.group(1) + (repository.group(2).equals("it") ? "-it" : ""))
                : Optional.empty();
        try (Checkpoint file = NumpyArchive.open(parameters);
                Scope scope = Scope.on(Scope.defaultDevice())) {
            List<Long> shape = file.info(SaeWeights.ENCODER).shape();
            if (shape.size() != 2 || shape.contains(0L)) {
                throw new CheckpointException(
                        parameters + ": array W_enc has shape " + shape + ", but an encoder is [width, features].");
            }
            SaeConfig config = new SaeConfig(
                    Architecture.JUMPRELU,
                    shape.get(0).intValue(),
                    shape.get(1).intValue(),
                    0,
                    false,
                    Normalization.NONE,
                    site,
                    model);
            Map<String, NDArray> tensors = SaeTensors.of(file, config).read(scope);
            return new SparseAutoencoder(config, SaeWeights.owning(tensors));
        }
    }

    private static Optional<HookName> site(String kind, String place) {
        if (kind.equals("res") && place.contains("embedding")) {
            return Optional.of(HookName.embed());
        }
        Matcher layer = LAYER.matcher(place);
        if (!layer.find()) {
            return Optional.empty();
        }
        int number = Integer.parseInt(layer.group(1));
        return Optional.of(
                switch (kind) {
                    case "mlp" -> HookName.mlpOut(number);
                    case "att" -> HookName.z(number);
                    default -> HookName.residPost(number);
                });
    }
}
