package dev.azimuth.checkpoint;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The small JSON files beside a model's weights, which come from a stranger as the weights do. */
public final class JsonFile {
    private JsonFile() {}

    /**
     * The object that a file holds.
     *
     * @throws CheckpointException when it cannot be read or is too large, is not JSON in UTF-8, has a key twice in one
     *     object, or holds something else
     */
    public static ObjectNode read(Path file) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        StrictJson.read(file.toString(), bytes(file), 0, (key, value, at) -> object.set(key, value));
        return object;
    }

    /** @throws CheckpointException when the file cannot be read or is too large */
    static byte[] bytes(Path file) {
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(SafetensorsHeader.MAX_BYTES + 1);
            if (bytes.length > SafetensorsHeader.MAX_BYTES) {
                throw StrictJson.damaged(file.toString(), "has more than " + SafetensorsHeader.MAX_BYTES + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw new CheckpointException("Cannot read " + file + ": " + e + ".", e);
        }
    }
}
