package dev.azimuth.attribution;

import dev.azimuth.dataset.Prompts;
import dev.azimuth.family.WeightName;
import dev.azimuth.family.WeightName.Kind;
import dev.azimuth.hook.Hook;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.Intervention;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LengthBatches;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.TokenBatch;
import dev.azimuth.plot.StackedViews;
import dev.azimuth.plot.Tabular;
import dev.azimuth.plot.TokenStrip;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What one neuron of an MLP does: the tokens of given texts on which it is most active, with what stands around them, and the
 * tokens that it promotes and suppresses directly, where it is positive.
 */
public final class NeuronSummary implements Tabular {
    private static final int TOKENS = 12;

    private final String name;
    private final List<NeuronPlace> places;
    private final String promoted;
    private final String suppressed;
    private final double active;

    private NeuronSummary(String name, List<NeuronPlace> places, String promoted, String suppressed, double active) {
        this.name = name;
        this.places = places;
        this.promoted = promoted;
        this.suppressed = suppressed;
        this.active = active;
    }

    /**
     * Of neuron {@code neuron} in {@code layer}, on {@code texts}; of each text the token where it is largest in size, the
     * first token left out.
     *
     * @throws IllegalArgumentException when the model has no such neuron, or every text is one token
     * @throws java.util.concurrent.CancellationException when the thread is interrupted
     */
    public static NeuronSummary of(HookedTransformer model, int layer, int neuron, Prompts texts) {
        List<int[]> ids = texts.texts().stream().map(model.tokenizer()::encode).toList();
        int[] lengths = ids.stream().mapToInt(text -> text.length).toArray();
        List<NeuronPlace> places = new ArrayList<>();
        List<double[]> all = new ArrayList<>();
        Hook where = Hook.at(HookName.mlpPost(layer)).neuron(neuron);
        model.with(where.zero()); // refuses a place that the model lacks
        StopSign.over(
                LengthBatches.of(lengths, LengthBatches.TOKENS), "reading neuron " + layer + "." + neuron, members -> {
                    List<double[]> read = new ArrayList<>();
                    Intervention reader =
                            where.read(column -> read.add(column.ravel().toDoubleVector()));
                    TokenBatch batch =
                            TokenBatch.of(members.stream().map(ids::get).toList());
                    model.pass(batch, LogitsAt.NONE, List.of(reader, StopSign.INSTANCE), end -> layer);
                    for (int i = 0; i < read.size(); i++) {
                        double[] activations = read.get(i);
                        List<String> tokens = model.tokenizer().tokens(batch.ids(i));
                        all.add(activations);
                        IntStream.range(1, activations.length)
                                .boxed()
                                .max(Comparator.comparingDouble(at -> Math.abs(activations[at])))
                                .ifPresent(at -> places.add(new NeuronPlace(tokens, activations, at)));
                    }
                });
        if (places.isEmpty()) {
            throw new IllegalArgumentException(
                    "Every text of " + texts.name() + " is one token, of which nothing is read. Give longer ones.");
        }
        float[] written = model.weights()
                .read(
                        WeightName.of(Kind.DOWN, layer),
                        w -> w.get(":, " + neuron).toFloatArray());
        float[] logits = DirectLogits.of(model, Kind.MLP_POST_NORM, layer, written);
        double active = all.stream()
                .flatMapToDouble(Arrays::stream)
                .map(x -> x > 0 ? 1 : 0)
                .average()
                .orElseThrow();
        return new NeuronSummary(
                "neuron " + layer + "." + neuron,
                places.stream()
                        .sorted(Comparator.comparingDouble(place -> -Math.abs(place.activation())))
                        .toList(),
                RankedTokens.highest(logits, TOKENS, model.tokenizer()),
                RankedTokens.lowest(logits, TOKENS, model.tokenizer()),
                active);
    }

    /** The tokens that it promotes where it is positive, most first. */
    public String promoted() {
        return promoted;
    }

    /** The tokens that it suppresses where it is positive, most first. */
    public String suppressed() {
        return suppressed;
    }

    /** The share of all tokens on which it is above 0. */
    public double shareAboveZero() {
        return active;
    }

    /** Where it is most active, one token of each text, in double brackets. */
    @Override
    public Table table() {
        return Table.create(
                name + ": promotes " + promoted + "; suppresses " + suppressed,
                DoubleColumn.create("activation", places.stream().mapToDouble(NeuronPlace::activation)),
                StringColumn.create("token", places.stream().map(NeuronPlace::token)),
                StringColumn.create("in", places.stream().map(NeuronPlace::context)));
    }

    /** The {@code count} texts on which it is most active, around that token, coloured by its activation. */
    public StackedViews contexts(int count) {
        StackedViews stack = StackedViews.of("Where " + name + " is most active", strip(places.get(0)));
        for (NeuronPlace place : places.subList(1, Math.max(1, Math.min(count, places.size())))) {
            stack = stack.then("", strip(place));
        }
        return stack;
    }

    private TokenStrip strip(NeuronPlace place) {
        double largest = Math.abs(places.get(0).activation());
        return place.strip("activation of " + name).reach(largest > 0 ? largest : 1);
    }

    @Override
    public String toString() {
        return "NeuronSummary of " + name + " on " + places.size() + " texts: promotes " + promoted;
    }
}
