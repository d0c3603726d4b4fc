package dev.azimuth.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reference values among the test resources. */
final class JsonResource {
    private JsonResource() {}

    static JsonNode read(String name) throws IOException {
        try (var in = JsonResource.class.getResourceAsStream(name)) {
            return new ObjectMapper().readTree(in);
        }
    }

    static Stream<JsonNode> items(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
