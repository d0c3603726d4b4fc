package dev.azimuth.model;

import dev.azimuth.checkpoint.CheckpointException;
import dev.azimuth.family.ModelConfig;
import dev.azimuth.family.WeightName;
import dev.azimuth.progress.Progress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/** What makes two harvests the same, each by a name for messages; an intervention is known by its description. */
final class HarvestFingerprint {
    /** Weights looked at together, to keep the copy of a large matrix small. */
    private static final int CHUNK = 1 << 24;

    private static final int LONGEST_IN_MESSAGE = 120;

    private HarvestFingerprint() {}

    static Map<String, String> of(HarvestReading reading) {
        HookedTransformer model = reading.model();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("weights", ofWeights(model.weights()));
        fields.put("precision", model.weights().precision().name());
        fields.put("interventions", model.interventions().toString());
        fields.put("prompts", ofPrompts(reading));
        fields.put("tokens", reading.tokens().toString());
        fields.put("places", reading.sites().stream().map(Object::toString).collect(Collectors.joining(", ")));
        return fields;
    }

    private static String ofWeights(Weights weights) {
        CRC32C crc = new CRC32C();
        ModelConfig config = weights.config();
        crc.update(config.toString().getBytes(StandardCharsets.UTF_8));
        for (WeightName name : Progress.over(weights.names(), "taking the weights' fingerprint")) {
            weights.read(name, weight -> {
                long rows = weight.getShape().get(0);
                long step = Math.max(1, CHUNK * rows / weight.size());
                for (long from = 0; from < rows; from += step) {
                    crc.update(
                            weight.get(from + ":" + Math.min(rows, from + step)).toByteBuffer());
                }
                return crc;
            });
        }
        return config.family() + ", " + config.nLayers() + " layers, d_model " + config.dModel() + ", " + hex(crc);
    }

    private static String ofPrompts(HarvestReading reading) {
        CRC32C crc = new CRC32C();
        long tokens = 0;
        for (int[] ids : reading.ids()) {
            ByteBuffer bytes =
                    ByteBuffer.allocate(Integer.BYTES * (ids.length + 1)).putInt(ids.length);
            bytes.asIntBuffer().put(ids);
            crc.update(bytes.rewind());
            tokens += ids.length;
        }
        return reading.texts() + " of " + tokens + " tokens, " + hex(crc);
    }

    private static String hex(CRC32C crc) {
        return String.format(Locale.ROOT, "CRC-32C %08x", crc.getValue());
    }

    /** @throws CheckpointException when what {@code found} in a folder belongs to another harvest */
    static void requireSame(Path folder, Map<String, String> wanted, Map<String, String> found) {
        wanted.forEach((field, value) -> {
            String other = found.getOrDefault(field, "not named");
            if (!value.equals(other)) {
                throw new CheckpointException(folder + " holds another harvest: its " + field + " are "
                        + abbreviated(other) + ", but here they are " + abbreviated(value)
                        + ". Name another folder, or delete that one.");
            }
        });
    }

    private static String abbreviated(String value) {
        return value.length() <= LONGEST_IN_MESSAGE ? value : value.substring(0, LONGEST_IN_MESSAGE) + "…";
    }
}
