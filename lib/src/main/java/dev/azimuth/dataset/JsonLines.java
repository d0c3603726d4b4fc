package dev.azimuth.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON Lines: one object a line, all of whose values are strings. Anything else is refused with its line. */
final class JsonLines {
    /** The longest line, in characters: far above any prompt, far below what hurts. */
    static final int MAX_LINE = 100_000;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonLines() {}

    /** One line, parsed. */
    record Line(String place, JsonNode json) {
        Row row() {
            Map<String, String> fields = new LinkedHashMap<>();
            json.properties().forEach(field -> {
                if (!field.getValue().isTextual()) {
                    throw new IllegalArgumentException("%s: field %s must be a string. Given: %s"
                            .formatted(place, Check.quote(field.getKey()), field.getValue()));
                }
                fields.put(field.getKey(), field.getValue().textValue());
            });
            return new Row(place, "field", fields);
        }
    }

    static List<Line> parse(TextFile file) {
        List<Line> lines = new ArrayList<>();
        for (String line : file.text().lines().toList()) {
            lines.add(parse(file.name() + ", line " + (lines.size() + 1), line));
        }
        return lines;
    }

    private static Line parse(String place, String line) {
        if (line.length() > MAX_LINE) {
            throw new IllegalArgumentException(
                    "%s: %d characters long; a line may have %d.".formatted(place, line.length(), MAX_LINE));
        }
        try {
            JsonNode json = MAPPER.readTree(line);
            if (!json.isObject()) {
                throw new IllegalArgumentException(
                        place + ": expected an object, {\"…\": \"…\"}. Given: " + Check.quote(line));
            }
            return new Line(place, json);
        } catch (JsonProcessingException e) {
            int column = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
            throw new IllegalArgumentException(
                    "%s, column %d: not JSON. %s".formatted(place, column, e.getOriginalMessage()), e);
        }
    }
}
