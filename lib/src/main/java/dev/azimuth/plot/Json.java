package dev.azimuth.plot;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Short names for building JSON trees. */
final class Json {
    static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** JSON knows no NaN and no infinity, so both become null, which Plotly draws as a gap. */
    static ArrayNode numbers(double... values) {
        ArrayNode array = array();
        for (double value : values) {
            if (Double.isFinite(value)) {
                array.add(value);
            } else {
                array.addNull();
            }
        }
        return array;
    }

    /** Labels as Plotly reads them: every character stands for itself. */
    static ArrayNode labels(List<String> texts) {
        ArrayNode array = array();
        texts.forEach(text -> array.add(Markup.plotly(text)));
        return array;
    }

    /** Sets the attributes of {@code over} in {@code base}; objects are merged, everything else replaced. */
    static void merge(ObjectNode base, ObjectNode over) {
        over.properties().forEach(entry -> {
            if (base.get(entry.getKey()) instanceof ObjectNode inner && entry.getValue() instanceof ObjectNode value) {
                merge(inner, value);
            } else {
                base.set(entry.getKey(), entry.getValue());
            }
        });
    }
}
