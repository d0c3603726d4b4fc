package dev.azimuth.direction;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.azimuth.checkpoint.CheckpointException;
import dev.azimuth.hook.HookName;
import dev.azimuth.tensor.Vectors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A card's JSON. It is read as what a stranger sent: every field is needed, known and checked. */
final class CardJson {
    private static final String FORMAT = "azimuth-feature-card";
    private static final int VERSION = 1;
    private static final double UNIT = 1e-4; // how far from 1 the norm may be: float32's rounding and more

    private final Path file;
    private final JsonFields fields;

    CardJson(Path file, ObjectNode root) {
        this.file = file;
        this.fields = new JsonFields(file, root);
    }

    static String write(FeatureCard card, String vectorHash) {
        Direction direction = card.direction();
        Provenance from = direction.provenance();
        ObjectNode root = JsonMapper.builder().build().createObjectNode();
        root.put("format", FORMAT).put("version", VERSION);
        root.put("name", JsonFields.checked("card's name", direction.name()));
        root.put("method", JsonFields.checked("card's method", direction.method()));
        root.put("site", direction.site().toString());
        root.put("width", direction.unit().length);
        root.put("gap", direction.gap());
        root.put("vector_sha256", vectorHash);
        from.model().ifPresent(model -> root.put("model", JsonFields.checked("card's model", model)));
        from.data().ifPresent(hash -> root.put("data_sha256", hash));
        from.auc().ifPresent(auc -> put(root.putObject("auc"), auc));
        from.stability().ifPresent(cosine -> put(root.putObject("stability"), cosine));
        root.put("notes", JsonFields.checked("card's notes", card.notes()));
        var neighbours = root.putArray("neighbours");
        card.neighbours()
                .forEach(each -> neighbours
                        .addObject()
                        .put("name", JsonFields.checked("card's name", each.name()))
                        .put("site", each.site().toString())
                        .put("cosine", each.cosine()));
        return root.toPrettyString() + "\n";
    }

    private static void put(ObjectNode node, Score score) {
        node.put("value", score.value())
                .put("low", score.low())
                .put("high", score.high())
                .put("n", score.n());
    }

    /** How many numbers the vector must have. */
    int width() {
        return fields.whole("width");
    }

    /** The card of this vector, {@code [width]}. */
    FeatureCard card(float[] vector) {
        if (!fields.text("format").equals(FORMAT)) {
            throw fields.refusal("format", "is not " + FORMAT + ". Is it a feature card?");
        }
        if (fields.whole("version") != VERSION) {
            throw fields.refusal("version", "is not " + VERSION + ". A newer Azimuth may read it.");
        }
        String name = fields.text("name");
        String method = fields.text("method");
        HookName site = fields.site("site");
        double gap = fields.number("gap");
        if (gap <= 0) {
            throw fields.refusal("gap", "is not above 0.");
        }
        Provenance from = new Provenance(
                fields.find("model", JsonFields::text),
                fields.find("data_sha256", JsonFields::sha256),
                score("auc"),
                score("stability"));
        requireVector(vector);
        FeatureCard card = new FeatureCard(
                Direction.ofUnit(name, method, site, vector, gap).with(from),
                fields.textOrBlank("notes"),
                neighbours());
        fields.requireAllRead();
        return card;
    }

    private void requireVector(float[] vector) {
        if (!fields.sha256("vector_sha256").equals(VectorDigest.sha256(vector))) {
            throw fields.refusal(
                    "vector_sha256", "differs from the vector's. The two files are not of one card; save it again.");
        }
        double norm = Vectors.norm(vector);
        if (!(Math.abs(norm - 1) < UNIT)) {
            throw new CheckpointException(
                    file.getFileName() + ": the vector has the norm " + norm + ", but a direction has 1.");
        }
    }

    private Optional<Score> score(String key) {
        return fields.find(key, (all, name) -> {
            JsonFields score = all.object(name);
            double value = score.number("value");
            double low = score.number("low");
            double high = score.number("high");
            int n = score.whole("n");
            score.requireAllRead();
            if (low > high || n < 1) {
                throw fields.refusal(name, "has its ends in the wrong order or rests on nothing.");
            }
            return new Score(value, low, high, n);
        });
    }

    private List<FeatureCard.Neighbour> neighbours() {
        List<FeatureCard.Neighbour> all = new ArrayList<>();
        for (JsonFields each : fields.objects("neighbours")) {
            all.add(new FeatureCard.Neighbour(each.text("name"), each.site("site"), each.number("cosine")));
            each.requireAllRead();
        }
        return all;
    }
}
