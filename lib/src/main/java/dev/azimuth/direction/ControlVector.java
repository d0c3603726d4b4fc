package dev.azimuth.direction;

import dev.azimuth.checkpoint.GgufWriter;
import dev.azimuth.checkpoint.TensorSource;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.tensor.Vectors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Steering for llama.cpp: a GGUF file that {@code llama-cli --control-vector-scaled kindness.gguf:2} and its relatives
 * take. At scale {@code s} it moves a text as far as {@code steering(direction).scale(s)} does here.
 *
 * <p>The tensor {@code direction.N} is added to the residual stream that leaves block {@code N}, counted from 0: to {@code
 * blocks.N.hook_resid_post}. Block 0 cannot be steered. Unless told otherwise llama.cpp takes all layers of the file and
 * passes over those that the model lacks; it ignores the number of layers and the model that the file names, and refuses
 * vectors of another width.
 *
 * <p>One difference remains: llama.cpp adds to every token, also to a text's first, where the attention sink lives and
 * which {@code Steering} leaves alone. Take the sink out of the direction first, as {@code directions.sink().spare(d)}.
 */
public final class ControlVector {
    private final Optional<String> model;
    private final SortedMap<Integer, float[]> layers;

    private ControlVector(Optional<String> model, SortedMap<Integer, float[]> layers) {
        this.model = model;
        this.layers = layers;
    }

    /** Along {@code direction} where it was found, by one gap. */
    public static ControlVector of(Direction direction) {
        int layer = layerOf(direction);
        return of(direction, layer, layer);
    }

    /** Along {@code direction} after each of these layers, both included, by one gap in total. */
    public static ControlVector of(Direction direction, int first, int last) {
        layerOf(direction); // refuses what is not of the residual stream
        if (first < 1 || last < first) {
            throw new IllegalArgumentException("llama.cpp steers layers from 1 on, not the " + first + " to " + last
                    + " asked for: the first must be 1 or more and the last no less.");
        }
        return of(IntStream.rangeClosed(first, last)
                .mapToObj(layer -> Direction.ofUnit(
                                direction.name(),
                                direction.method(),
                                HookPoint.RESID_POST.at(layer),
                                direction.unit(),
                                direction.gap())
                        .with(direction.provenance()))
                .toList());
    }

    /** Along several directions, each where it was found, by its share of its own gap, so that it is one gap in total. */
    public static ControlVector of(List<Direction> oneALayer) {
        if (oneALayer.isEmpty()) {
            throw new IllegalArgumentException("A control vector needs a direction.");
        }
        SortedMap<Integer, float[]> layers = new TreeMap<>();
        for (Direction each : oneALayer) {
            each.requireWidth(oneALayer.get(0).unit().length);
            float[] step = Vectors.scaled(each.unit(), each.gap() / oneALayer.size());
            if (layers.put(layerOf(each), step) != null) {
                throw new IllegalArgumentException("Two directions are of layer " + layerOf(each)
                        + "; llama.cpp takes one a layer. Add them first, with a.plus(b).");
            }
        }
        return new ControlVector(oneALayer.get(0).provenance().model(), layers);
    }

    /** The layer that the direction is added after; what enters a block is what left the one before. */
    private static int layerOf(Direction direction) {
        HookName site = direction.site();
        int layer = switch (site.point()) {
            case RESID_POST -> site.layer();
            case RESID_PRE -> site.layer() - 1;
            default -> -1;
        };
        if (layer < 1) {
            throw new IllegalArgumentException("llama.cpp cannot steer at " + site
                    + ": it adds to the residual stream after each layer but layer 0. Take a direction of residPost(1)"
                    + " or later.");
        }
        return layer;
    }

    /** With this hint of the model, which the file carries for people; the name of the direction's model unless told. */
    public ControlVector modelHint(String hint) {
        return new ControlVector(Optional.of(hint), layers);
    }

    /** The layers that are steered. */
    public List<Integer> layers() {
        return List.copyOf(layers.keySet());
    }

    /**
     * Writes the file, whole or not at all.
     *
     * @throws dev.azimuth.checkpoint.CheckpointException when the disk does not take it
     */
    public void save(Path file) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("general.architecture", "controlvector");
        model.ifPresent(hint -> metadata.put("controlvector.model_hint", hint));
        metadata.put("controlvector.layer_count", layers.size());
        Map<String, TensorSource> tensors = new LinkedHashMap<>();
        layers.forEach((layer, step) ->
                tensors.put("direction." + layer, new TensorSource(List.of((long) step.length), () -> bytes(step))));
        GgufWriter.write(file, metadata, tensors);
    }

    private static ByteBuffer bytes(float[] values) {
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
        bytes.asFloatBuffer().put(values);
        return bytes;
    }

    @Override
    public String toString() {
        return "control vector for llama.cpp in layers "
                + layers.keySet().stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
