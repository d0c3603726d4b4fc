package dev.azimuth.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** JSON from a stranger: one object in valid UTF-8, no key twice, nothing after it. */
final class StrictJson {
    private static final JsonMapper MAPPER = new JsonMapper(JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonFactory.Feature.CHARSET_DETECTION) // a zero byte after the brace would make it UTF-16
            .build());

    private StrictJson() {}

    /** Takes one entry of an object at a time, so that the first bad one ends the reading. */
    @FunctionalInterface
    interface Entries {
        /** Takes the entry whose key begins at byte {@code at} of the file. */
        void accept(String key, JsonNode value, long at);
    }

    /**
     * Reads an object.
     *
     * @param what names it in messages
     * @param start of {@code json} in the file
     */
    static void read(String what, byte[] json, long start, Entries entries) {
        requireUtf8(what, json);
        try (JsonParser parser = MAPPER.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw damaged(what, "is not a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                long at = start + parser.currentTokenLocation().getByteOffset();
                parser.nextToken();
                entries.accept(key, MAPPER.readTree(parser), at);
            }
            if (parser.nextToken() != null) {
                throw damaged(
                        what,
                        "is followed by more at byte "
                                + (start + parser.currentTokenLocation().getByteOffset()));
            }
        } catch (JsonProcessingException e) {
            long at = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
            throw damaged(what, "is not valid JSON before byte " + (start + at) + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // from an array there is nothing that can fail
        }
    }

    private static void requireUtf8(String what, byte[] json) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
        } catch (CharacterCodingException e) {
            throw damaged(what, "is not valid UTF-8");
        }
    }

    static CheckpointException damaged(String what, String found) {
        return new CheckpointException(what + " " + found + ". The file is damaged; download it again.");
    }
}
