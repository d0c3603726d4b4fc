package dev.azimuth.family;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reads and writes what sets a model's layers apart, in the words of {@code config.json}. */
final class Layers {
    private static final String SLIDING = "sliding_attention";
    private static final String FULL = "full_attention";

    private Layers() {}

    /** Gives every layer this rotary embedding. */
    static void turn(ModelConfigBuilder model, Rope rope) {
        model.layers(model.layers().stream()
                .map(layer -> new LayerAttention(layer.window(), rope))
                .toList());
    }

    /** The rotary embedding that every layer has been given. */
    static Rope rope(ModelConfigBuilder model) {
        return Objects.requireNonNull(model.layers().get(0).rope(), "rope");
    }

    /** Gives every layer this window; 0 for none. */
    static void window(ModelConfigBuilder model, int window) {
        model.layers(model.layers().stream()
                .map(layer -> new LayerAttention(window, layer.rope()))
                .toList());
    }

    /** Whether each layer slides, by {@code layer_types}; empty where the file has none. */
    static Optional<boolean[]> sliding(ConfigReader config, int nLayers) {
        List<String> types = config.list("layer_types");
        if (types.isEmpty()) {
            return Optional.empty();
        }
        boolean known = types.stream().allMatch(type -> type.equals(SLIDING) || type.equals(FULL));
        if (types.size() != nLayers || !known) {
            throw config.wrong("layer_types", types, nLayers + " times '" + SLIDING + "' or '" + FULL + "'");
        }
        boolean[] sliding = new boolean[nLayers];
        IntStream.range(0, nLayers).forEach(i -> sliding[i] = types.get(i).equals(SLIDING));
        return Optional.of(sliding);
    }

    /** The layers that slide get the window and the rotary embedding of their own. */
    static void slide(ModelConfigBuilder model, boolean[] sliding, LayerAttention local, LayerAttention global) {
        model.layers(IntStream.range(0, sliding.length)
                .mapToObj(i -> sliding[i] ? local : global)
                .toList());
    }

    static void writeTypes(ModelConfig config, ObjectNode json) {
        ArrayNode types = json.putArray("layer_types");
        config.layers().forEach(layer -> types.add(layer.window() > 0 ? SLIDING : FULL));
    }

    /** The widest window; 0 where no layer has one. */
    static int window(ModelConfig config) {
        return config.layers().stream().mapToInt(LayerAttention::window).max().orElse(0);
    }

    static Optional<Rope> firstRope(ModelConfig config) {
        return config.layers().stream()
                .map(LayerAttention::rope)
                .filter(Objects::nonNull)
                .findFirst();
    }
}
