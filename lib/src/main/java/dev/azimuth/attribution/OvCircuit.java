package dev.azimuth.attribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.family.ModelConfig;
import dev.azimuth.family.Norms;
import dev.azimuth.family.WeightName;
import dev.azimuth.family.WeightName.Kind;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.Weights;
import java.util.Arrays;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What a head says about a token that it looks at, whatever made it look: the token's embedding through the norm before
 * attention, {@code W_O·W_V}, the norm behind attention where there is one, the last norm and the unembedding (Elhage et
 * al., 2021). All biases, and what earlier layers would have made of the token, are left out.
 */
public final class OvCircuit {
    private final HookedTransformer model;
    private final Head head;

    private OvCircuit(HookedTransformer model, Head head) {
        this.model = model;
        this.head = head;
    }

    /** Of one head. */
    public static OvCircuit of(HookedTransformer model, int layer, int head) {
        ModelConfig config = model.config();
        if (layer < 0 || layer >= config.nLayers() || head < 0 || head >= config.nHeads()) {
            throw new IllegalArgumentException("There is no head " + layer + "." + head + " in this model of "
                    + config.nLayers() + " layers with " + config.nHeads() + " heads.");
        }
        return new OvCircuit(model, new Head(layer, head));
    }

    /** The {@code count} tokens that it promotes most and suppresses most where it looks at each of {@code tokens}. */
    public Table table(int count, String... tokens) {
        Table table = Table.create(
                "What head " + head + " says about a token",
                StringColumn.create("looks at"),
                StringColumn.create("promotes"),
                StringColumn.create("suppresses"));
        for (String token : tokens) {
            float[] logits = logits(model.tokenizer().single(token));
            table.stringColumn(0).append(token);
            table.stringColumn(1).append(RankedTokens.highest(logits, count, model.tokenizer()));
            table.stringColumn(2).append(RankedTokens.lowest(logits, count, model.tokenizer()));
        }
        return table;
    }

    /** How many other tokens it promotes more than {@code token} where it looks at that: 0 for a head that copies. */
    public int rankOfItself(String token) {
        int id = model.tokenizer().single(token);
        float[] logits = logits(id);
        int above = 0;
        for (float each : logits) {
            above += each > logits[id] ? 1 : 0;
        }
        return above;
    }

    private float[] logits(int id) {
        Weights weights = model.weights();
        ModelConfig config = model.config();
        WeightName embed = WeightName.of(Kind.EMBED);
        float[] embedding = weights.read(embed, w -> w.get(id).toFloatArray());
        int group = config.nHeads() / config.nKeyValueHeads();
        String rows = slice(head.head() / group, config.dHead());
        float[] scale = normWeight(weights, config);
        float[] value = weights.read(WeightName.of(Kind.VALUE, head.layer()), w -> {
            NDArray x = normed(w.getManager(), embedding, scale, config);
            return w.get(rows).matMul(x).toFloatArray();
        });
        float[] written = weights.read(WeightName.of(Kind.ATTN_OUT, head.layer()), w -> {
            NDArray v = w.getManager().create(value, new Shape(value.length, 1));
            return w.get(":, " + slice(head.head(), config.dHead())).matMul(v).toFloatArray();
        });
        return DirectLogits.of(model, Kind.ATTN_POST_NORM, head.layer(), written);
    }

    private static String slice(int index, int width) {
        return index * width + ":" + (index + 1) * width;
    }

    /** The weight of the norm before attention; ones in a model without. */
    private float[] normWeight(Weights weights, ModelConfig config) {
        WeightName name = WeightName.of(Kind.ATTN_NORM, head.layer());
        if (weights.names().contains(name)) {
            return weights.read(name, w -> w.toFloatArray());
        }
        float[] ones = new float[config.dModel()];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static NDArray normed(NDManager manager, float[] embedding, float[] weight, ModelConfig config) {
        NDArray x = manager.create(embedding);
        if (config.norms().kind() == Norms.Kind.LAYER) {
            x = x.sub(x.mean());
        }
        NDArray scale = x.square().mean().add((float) config.normEpsilon()).sqrt();
        return x.div(scale).mul(manager.create(weight)).reshape(embedding.length, 1);
    }

    @Override
    public String toString() {
        return "OvCircuit of head " + head + " of " + model.name();
    }
}
