package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import dev.azimuth.family.ModelConfig;
import dev.azimuth.family.ModelFamily;
import dev.azimuth.hook.ActivationCache;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.hook.Intervention;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.HostArray;
import dev.azimuth.tensor.Scope;
import dev.azimuth.tokenizer.ChatMessage;
import dev.azimuth.tokenizer.Tokenizer;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * A language model that can be looked into and changed. It is a value: {@link #with} and {@link #edit} give another
 * model, which shares all unchanged weights with this one, and this one stays as it is.
 */
public final class HookedTransformer implements Tabular {
    private final String name;
    private final ModelFamily family;
    private final Weights weights;
    private final Tokenizer tokenizer;
    private final List<Intervention> interventions;
    private final List<WeightEdit> edits;
    private final Transformer transformer;
    private @Nullable Transformer differentiable;

    HookedTransformer(
            String name,
            ModelFamily family,
            Weights weights,
            Tokenizer tokenizer,
            List<Intervention> interventions,
            List<WeightEdit> edits) {
        this.name = name;
        this.family = family;
        this.weights = weights;
        this.tokenizer = tokenizer;
        this.interventions = List.copyOf(interventions);
        this.edits = List.copyOf(edits);
        this.transformer = new Transformer(weights);
    }

    /**
     * Opens a model file: GGUF, or a folder with {@code config.json}, safetensors and a tokenizer.
     *
     * @throws dev.azimuth.checkpoint.CheckpointException when a file is damaged, by file, field and offset
     * @throws dev.azimuth.family.UnsupportedModelException when it asks for what is not understood
     */
    public static HookedTransformer open(Path path) {
        return open(path, Precision.FLOAT32);
    }

    /** The same with its matrices in {@code precision} from the start: they are narrowed one by one as they are read. */
    public static HookedTransformer open(Path path, Precision precision) {
        return ModelFiles.open(path, precision);
    }

    /** What the model is called. */
    public String name() {
        return name;
    }

    /** Its architecture. */
    public ModelConfig config() {
        return weights.config();
    }

    /** Its weights. */
    public Weights weights() {
        return weights;
    }

    /** Its tokenizer. */
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /** The interventions that act in every pass. */
    public List<Intervention> interventions() {
        return interventions;
    }

    /** The edits made to its weights, oldest first. */
    public List<WeightEdit> edits() {
        return edits;
    }

    /** The logits of {@code prompts}. */
    public Run run(String... prompts) {
        return run(List.of(prompts), name -> false, List.of());
    }

    /**
     * Runs {@code prompt} and keeps what {@code filters} choose; nothing else is copied. Without a filter all is kept but
     * what is {@link HookPoint#isOnRequest}.
     */
    public Run runWithCache(String prompt, HookFilter... filters) {
        return runWithCache(List.of(prompt), filters);
    }

    /** The same for several prompts at once, of any lengths. */
    public Run runWithCache(List<String> prompts, HookFilter... filters) {
        for (HookFilter each : filters) {
            requireSomewhere(each, "The filter " + each.label() + " is");
        }
        HookFilter filter = filters.length == 0
                ? name -> !name.point().isOnRequest()
                : name -> Arrays.stream(filters).anyMatch(f -> f.matches(name));
        return run(prompts, filter, List.of());
    }

    /** Runs {@code prompt} once with these interventions, after the model's own. */
    public Run runWithHooks(String prompt, Intervention... hooks) {
        for (Intervention each : hooks) {
            requireSomewhere(each.where(), "The " + each + " acts");
        }
        return run(List.of(prompt), name -> false, List.of(hooks));
    }

    /** The general run: {@code hooks} act after the model's own interventions, then {@code filter} chooses what is kept. */
    public Run run(List<String> prompts, HookFilter filter, List<Intervention> hooks) {
        TokenBatch batch = TokenBatch.of(prompts.stream().map(tokenizer::encode).toList());
        ActivationCache.Recorder recorder = new ActivationCache.Recorder(filter);
        List<Intervention> all =
                Stream.concat(hooks.stream(), Stream.of(recorder)).toList();
        HostArray logits = pass(batch, LogitsAt.ALL, all, HostArray::copyOf);
        List<List<String>> tokens = IntStream.range(0, batch.size())
                .mapToObj(text -> tokenizer.tokens(batch.ids(text)))
                .toList();
        return new Run(tokens, batch, logits, recorder.cache());
    }

    /** What the model expects after {@code prompt}: its {@code k} likeliest tokens. */
    public Table nextTokens(String prompt, int k) {
        TokenBatch batch = TokenBatch.of(List.of(tokenizer.encode(prompt)));
        float[] logits = pass(batch, LogitsAt.LAST, List.of(), NDArray::toFloatArray);
        return NextTokens.table(logits, k, tokenizer);
    }

    /** A greedy continuation of {@code prompt}, 32 tokens at most; {@link #generator} has the choices. */
    public Generation generate(String prompt) {
        return generator().generate(prompt);
    }

    /** {@code text} as one user turn of a chat; as it is where the model has no chat format. */
    public String asUserTurn(String text) {
        return tokenizer.chatTemplate().isPresent() ? tokenizer.userTurn(text) : text;
    }

    /** {@code text} as a chat in which the assistant is to speak next; as it is where the model has no chat format. */
    public String asChat(String text) {
        return tokenizer.chatTemplate().isPresent() ? tokenizer.chat(List.of(ChatMessage.user(text))) : text;
    }

    /** Writes on, with choices of length, temperature, seed and stream. */
    public Generator generator() {
        return new Generator(this);
    }

    /** Reads activations of many prompts. */
    public Harvest harvest(List<String> prompts) {
        return new Harvest(this, prompts);
    }

    /**
     * The derivatives of {@code objective} by activations and weights.
     *
     * <pre>{@code model.gradientOf(logitDifference(" Paris", " Rome")).by(residPost()).on("The Eiffel Tower is in")}</pre>
     */
    public Differentiation gradientOf(Objective objective) {
        return new Differentiation(this, objective);
    }

    /** This model with {@code added} acting in every pass, after those that act already. */
    public HookedTransformer with(Intervention... added) {
        for (Intervention each : added) {
            requireSomewhere(each.where(), "The " + each + " acts");
        }
        List<Intervention> all =
                Stream.concat(interventions.stream(), Arrays.stream(added)).toList();
        return new HookedTransformer(name, family, weights, tokenizer, all, edits);
    }

    /** This model under another name, for tables and messages. */
    public HookedTransformer named(String other) {
        return new HookedTransformer(other, family, weights, tokenizer, interventions, edits);
    }

    /**
     * This model with its matrices in another precision; what need not change is shared. Narrowing rounds: {@code
     * Evaluation.compare(model, model.in(BFLOAT16))} shows how much it matters.
     */
    public HookedTransformer in(Precision precision) {
        return new HookedTransformer(name, family, weights.in(precision), tokenizer, interventions, edits);
    }

    /** This model without interventions. */
    public HookedTransformer withoutInterventions() {
        return new HookedTransformer(name, family, weights, tokenizer, List.of(), edits);
    }

    /** A model whose weights are changed by {@code edit}; unchanged weights are shared, and this model stays as it is. */
    public HookedTransformer edit(WeightEdit edit) {
        Weights changed = WeightEdits.apply(weights, edit);
        List<WeightEdit> all = Stream.concat(edits.stream(), Stream.of(edit)).toList();
        return new HookedTransformer(name, family, changed, tokenizer, interventions, all);
    }

    /**
     * Writes the weights, configuration and tokenizer to {@code folder}, as Hugging Face transformers reads them.
     *
     * @throws IllegalStateException when interventions act, since they are not in the weights
     */
    public void save(Path folder) {
        ModelFiles.save(this, family, folder);
    }

    /**
     * One pass, read inside its scope: {@code reader} gets the logits as a native tensor, which ends when it returns.
     *
     * @param hooks act after the model's own interventions
     */
    public <T> T pass(TokenBatch batch, LogitsAt logits, List<Intervention> hooks, Function<NDArray, T> reader) {
        return pass(batch, logits, hooks, null, reader);
    }

    <T> T pass(
            TokenBatch batch,
            LogitsAt logits,
            List<Intervention> hooks,
            @Nullable KvCache cache,
            Function<NDArray, T> reader) {
        return pass(batch, config().nLayers(), logits, hooks, cache, reader);
    }

    <T> T pass(
            TokenBatch batch,
            int layers,
            LogitsAt logits,
            List<Intervention> hooks,
            @Nullable KvCache cache,
            Function<NDArray, T> reader) {
        List<Intervention> all =
                Stream.concat(interventions.stream(), hooks.stream()).toList();
        try (Scope scope = Scope.on(weights.device())) {
            PassRequest request = new PassRequest(layers, logits, all, false, cache, tokenizer);
            return reader.apply(transformer.forward(scope.manager(), batch, request));
        } finally {
            Reference.reachabilityFence(weights);
        }
    }

    Transformer transformer() {
        return transformer;
    }

    /** The same with matrices whose products can be differentiated. */
    synchronized Transformer differentiable() {
        if (differentiable == null) {
            differentiable = new Transformer(weights.plain());
        }
        return differentiable;
    }

    /** Every place that can be looked into, in the order of the pass. */
    public List<HookName> hookNames() {
        return HookSites.of(weights);
    }

    /** A filter that matches nothing would be a silent mistake, such as a layer that the model lacks. */
    void requireSomewhere(HookFilter filter, String what) {
        HookSites.require(filter, what, weights);
    }

    /** The logits of a residual stream {@code […, d_model]}, as if the model ended there; for the logit lens. */
    public NDArray unembed(NDArray resid) {
        try {
            return transformer.unembed(resid);
        } finally {
            Reference.reachabilityFence(weights);
        }
    }

    /** Its architecture and what was done to it. */
    @Override
    public Table table() {
        ModelConfig c = config();
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("family", c.family());
        rows.put("layers", "" + c.nLayers());
        rows.put("d_model", "" + c.dModel());
        rows.put(
                "heads",
                c.nHeads() + " of width " + c.dHead() + ", sharing " + c.nKeyValueHeads() + " keys and values");
        rows.put("d_mlp", "" + c.dMlp());
        rows.put("vocabulary", c.dVocab() + (c.tiedEmbeddings() ? ", embedding and unembedding tied" : ""));
        rows.put("context", c.nCtx() + " tokens");
        rows.put("matrices in", weights.precision().name().toLowerCase(Locale.ROOT));
        edits.forEach(edit -> rows.merge("edits", edit.toString(), (a, b) -> a + "; " + b));
        interventions.forEach(each -> rows.merge("interventions", each.toString(), (a, b) -> a + "; " + b));
        return Table.create(
                name,
                StringColumn.create("property", rows.keySet().stream()),
                StringColumn.create("value", rows.values().stream()));
    }

    @Override
    public String toString() {
        ModelConfig c = config();
        return name + ": " + c.nLayers() + " layers, d_model " + c.dModel() + ", " + c.nHeads() + " heads ("
                + c.nKeyValueHeads() + " key-value), d_mlp " + c.dMlp() + ", vocabulary " + c.dVocab()
                + (edits.isEmpty() ? "" : "; edited: " + edits)
                + (interventions.isEmpty() ? "" : "; with " + interventions);
    }
}
