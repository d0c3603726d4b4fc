package dev.azimuth.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** JSON from a stranger: one object in valid UTF-8, no key twice, nothing after it. */
final class StrictJson {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private StrictJson() {}

    /** The object in {@code bytes}, which {@code what} names in messages. */
    static ObjectNode object(String what, ByteBuffer bytes) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            JsonNode node = MAPPER.readTree(text);
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw damaged(what, "is not a JSON object");
        } catch (CharacterCodingException e) {
            throw damaged(what, "is not valid UTF-8");
        } catch (JsonProcessingException e) {
            throw damaged(
                    what,
                    "is not valid JSON: " + e.getOriginalMessage() + " (character "
                            + (e.getLocation() == null ? 0 : e.getLocation().getCharOffset()) + ")");
        }
    }

    static CheckpointException damaged(String what, String found) {
        return new CheckpointException(what + " " + found + ". The file is damaged; download it again.");
    }
}
