package dev.azimuth.family;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.azimuth.family.StoredTensor.Layout;
import dev.azimuth.family.WeightName.Kind;
import java.util.ArrayList;
import java.util.List;

/** What the GPT families share: the head of a {@code config.json}, and biases that are stored like their matrices. */
final class GptKeys {
    private GptKeys() {}

    static ObjectNode head(String architecture, String family, ModelConfig config) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("architectures").add(architecture);
        json.put("model_type", family);
        json.put("vocab_size", config.dVocab());
        json.put("tie_word_embeddings", config.tiedEmbeddings());
        json.put("torch_dtype", "float32");
        return json;
    }

    /** One stored tensor of several projections of a layer, matrices or biases. */
    static StoredTensor fused(String name, Layout layout, int layer, Kind... kinds) {
        List<WeightName> weights = new ArrayList<>();
        for (Kind kind : kinds) {
            weights.add(WeightName.of(kind, layer));
        }
        return new StoredTensor(name, layout, weights);
    }
}
