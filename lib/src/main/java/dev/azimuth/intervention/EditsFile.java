package dev.azimuth.intervention;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.azimuth.checkpoint.CheckpointException;
import dev.azimuth.checkpoint.Safetensors;
import dev.azimuth.checkpoint.SafetensorsWriter;
import dev.azimuth.direction.JsonFields;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Edits in a safetensors file: its metadata says what they are, and holds in JSON all that is no matrix. */
final class EditsFile {
    private static final String FORMAT = "azimuth-edits";
    private static final String VERSION = "1";
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private EditsFile() {}

    static void save(Path file, Edits edits) {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode list = root.putArray("edits");
        EditTensors.Written tensors = new EditTensors.Written();
        for (PlacedEdit<?> each : edits.list()) {
            EditJson.write(each, list.size(), list.addObject(), tensors);
        }
        SafetensorsWriter.write(
                file,
                new TreeMap<>(Map.of("format", FORMAT, "version", VERSION, "edits", root.toString())),
                tensors.all());
    }

    static Edits load(Path path) {
        try (Safetensors file = Safetensors.open(path)) {
            Map<String, String> metadata = file.metadata();
            if (!FORMAT.equals(metadata.get("format"))) {
                throw new CheckpointException(path.getFileName() + " does not say that it holds edits: its format is "
                        + metadata.get("format") + ", not " + FORMAT + ".");
            }
            if (!VERSION.equals(metadata.get("version"))) {
                throw new CheckpointException(path.getFileName() + " is of version " + metadata.get("version")
                        + ", not " + VERSION + ". A newer Azimuth may read it.");
            }
            JsonFields root = new JsonFields(path, parsed(path, metadata.getOrDefault("edits", "")));
            EditTensors tensors = new EditTensors(file);
            List<PlacedEdit<?>> edits = new ArrayList<>();
            for (JsonFields each : root.objects("edits")) {
                edits.add(EditJson.read(path, each, edits.size(), tensors));
            }
            root.requireAllRead();
            tensors.requireAllRead();
            if (edits.isEmpty()) {
                throw new CheckpointException(path.getFileName() + " holds no edit.");
            }
            return Edits.of(edits);
        }
    }

    private static ObjectNode parsed(Path path, String text) {
        try {
            JsonNode node = JSON.readTree(text);
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw new CheckpointException(path.getFileName() + ": edits in the metadata are not a JSON object.");
        } catch (JsonProcessingException e) {
            throw new CheckpointException(
                    path.getFileName() + ": edits in the metadata are not valid JSON: " + e.getOriginalMessage() + ".",
                    e);
        }
    }
}
