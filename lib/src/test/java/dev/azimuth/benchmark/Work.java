package dev.azimuth.benchmark;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.JniUtils;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.azimuth.Azimuth;
import dev.azimuth.hook.ActivationCache;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.model.Differentiation;
import dev.azimuth.model.Generation;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.Objective;
import dev.azimuth.model.Precision;
import dev.azimuth.model.Run;
import dev.azimuth.model.TokenBatch;
import dev.azimuth.tensor.Djl;
import dev.azimuth.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is measured, one method a command. Each answers {@code ms}, the best of the command's {@code calls}; with
 * {@code "check": true} the values by which the driver sees that all workers computed the same.
 */
final class Work {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double MILLION = 1e6;

    private final String path;
    private @Nullable HookedTransformer opened;
    private @Nullable HookedTransformer narrow;

    Work(String path) {
        this.path = path;
    }

    private HookedTransformer model() {
        if (opened == null) {
            opened = Azimuth.load(path);
        }
        return opened;
    }

    private HookedTransformer narrow() {
        if (narrow == null) {
            narrow = Azimuth.load(path, Precision.BFLOAT16);
        }
        return narrow;
    }

    /** The model in the precision that the command names. */
    private HookedTransformer model(JsonNode command) {
        String type = command.path("dtype").asText("float32");
        return switch (type) {
            case "float32" -> model();
            case "bfloat16" -> narrow();
            default -> throw new IllegalArgumentException("No dtype '" + type + "'.");
        };
    }

    ObjectNode about() {
        Djl.reportNothing();
        Engine engine = Engine.getEngine("PyTorch");
        return JSON.createObjectNode()
                .put("name", "Azimuth")
                .put(
                        "versions",
                        "Java " + Runtime.version().feature() + ", DJL " + Engine.getDjlVersion() + ", libtorch "
                                + engine.getVersion())
                .put("threads", JniUtils.getNumThreads());
    }

    ObjectNode save(JsonNode command) {
        model().save(Path.of(command.required("folder").asText()));
        return JSON.createObjectNode();
    }

    /** Logits at every position, as a native tensor. */
    ObjectNode forward(JsonNode command) {
        HookedTransformer model = model(command);
        TokenBatch batch = batch(command);
        return timed(
                command,
                () -> model.pass(batch, LogitsAt.ALL, List.of(), Check::touch),
                touched -> new Check().logits(model.pass(batch, LogitsAt.ALL, List.of(), Check::lastLogits)));
    }

    /** The same, with copies of activations: {@code "keep": "residual"} or {@code "all"}. */
    ObjectNode cached(JsonNode command) {
        HookedTransformer model = model(command);
        TokenBatch batch = batch(command);
        HookFilter filter = command.required("keep").asText().equals("residual")
                ? HookPoint.RESID_POST
                : name -> !name.point().isOnRequest(); // what runWithCache keeps unless told otherwise
        HookName middle = new HookName(HookPoint.RESID_POST, model.config().nLayers() / 2);
        return timed(command, () -> recorded(model, batch, filter, Check::touch), withoutLogits -> {
            Check check = new Check();
            ActivationCache cache = recorded(model, batch, filter, logits -> check.logits(Check.lastLogits(logits)));
            return check.residual(cache.host(middle).row(batch.size() - 1, batch.length() - 1));
        });
    }

    private static ActivationCache recorded(
            HookedTransformer model, TokenBatch batch, HookFilter filter, Function<NDArray, ?> reader) {
        ActivationCache.Recorder recorder = new ActivationCache.Recorder(filter);
        model.pass(batch, LogitsAt.ALL, List.of(recorder), reader);
        return recorder.cache();
    }

    /** The time of one token after the first, greedily: that of {@code tokens} tokens less that of one. */
    ObjectNode generate(JsonNode command) {
        HookedTransformer model = model(command);
        String prompt = command.required("prompt").asText();
        int tokens = command.required("tokens").asInt();
        Timed<Generation> first =
                Timed.of(command, () -> model.generator().maxTokens(1).generate(prompt));
        Timed<Generation> whole =
                Timed.of(command, () -> model.generator().maxTokens(tokens).generate(prompt));
        int[] ids = whole.result().ids().stream().mapToInt(Integer::intValue).toArray();
        double added = whole.milliseconds() - first.milliseconds();
        ObjectNode answer = JSON.createObjectNode().put("ms", added / Math.max(1, ids.length - 1));
        answer.set(
                "check",
                new Check()
                        .tokens("prompt", model.tokenizer().encode(prompt))
                        .tokens("written", ids)
                        .json());
        return answer;
    }

    /** One layer's residual stream at each prompt's last token, by a harvest. */
    ObjectNode harvest(JsonNode command) {
        HookedTransformer model = model(command);
        List<String> prompts = prompts(command);
        HookName where = layer(command);
        return timed(command, () -> harvested(model, prompts, where), rows -> new Check().rows(rows));
    }

    private static float[][] harvested(HookedTransformer model, List<String> prompts, HookName where) {
        return model.harvest(prompts).at(where).lastToken().rows(where);
    }

    /** The same by the loop that one would write first: a run with cache a prompt. */
    ObjectNode loop(JsonNode command) {
        HookedTransformer model = model(command);
        List<String> prompts = prompts(command);
        HookName where = layer(command);
        return timed(command, () -> looped(model, prompts, where), rows -> new Check().rows(rows));
    }

    private static float[][] looped(HookedTransformer model, List<String> prompts, HookName where) {
        float[][] rows = new float[prompts.size()][];
        for (int i = 0; i < rows.length; i++) {
            Run run = model.runWithCache(prompts.get(i), where);
            rows[i] = run.cache().host(where).row(0, run.batch().length() - 1);
        }
        return rows;
    }

    /**
     * The gradients of the difference of two tokens' last logits, {@code for} and {@code against}, with respect to the
     * embedding and each layer's residual stream.
     */
    ObjectNode gradient(JsonNode command) {
        HookedTransformer model = model(command);
        TokenBatch batch = batch(command);
        String difference = ":, " + command.required("for").asInt();
        String less = ":, " + command.required("against").asInt();
        Objective objective = new Objective() {
            @Override
            public LogitsAt logits() {
                return LogitsAt.LAST;
            }

            @Override
            public NDArray value(NDArray logits, Tokenizer tokenizer) {
                NDArray last = logits.get(":, -1");
                return last.get(difference).sub(last.get(less)).sum();
            }
        };
        Differentiation asked = model.gradientOf(objective).by(HookName.embed()).by(HookPoint.RESID_POST);
        return timed(command, () -> asked.on(batch), found -> {
            ActivationCache gradients = found.byActivation();
            return new Check().norms(gradients.names().stream().map(gradients::host));
        });
    }

    /** What the process holds and held at most, in MB; Linux only. */
    ObjectNode memory() throws IOException {
        ObjectNode answer = JSON.createObjectNode();
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:") || line.startsWith("VmRSS:")) {
                String name = line.startsWith("VmHWM:") ? "peak" : "resident";
                answer.put(name, Long.parseLong(line.replaceAll("\\D", "")) / 1024.0);
            }
        }
        return answer;
    }

    /** Where the time of a forward pass goes, by the engine's own profiler. */
    ObjectNode profile(JsonNode command) throws IOException {
        HookedTransformer model = model(command);
        TokenBatch batch = batch(command);
        return OperatorProfile.of(() -> model.pass(batch, LogitsAt.ALL, List.of(), Check::touch));
    }

    private static <T> ObjectNode timed(JsonNode command, Supplier<T> work, Function<T, Check> check) {
        Timed<T> timed = Timed.of(command, work);
        ObjectNode answer = JSON.createObjectNode().put("ms", timed.milliseconds());
        if (command.path("check").asBoolean()) {
            answer.set("check", check.apply(timed.result()).json());
        }
        return answer;
    }

    /** The best time of some calls, and what the last one gave. */
    private record Timed<T>(double milliseconds, T result) {
        static <T> Timed<T> of(JsonNode command, Supplier<T> work) {
            Timed<T> last = once(work);
            double best = last.milliseconds;
            for (int call = 1; call < command.path("calls").asInt(1); call++) {
                last = once(work);
                best = Math.min(best, last.milliseconds);
            }
            return new Timed<>(best, last.result);
        }

        private static <T> Timed<T> once(Supplier<T> work) {
            long start = System.nanoTime();
            T result = work.get();
            return new Timed<>((System.nanoTime() - start) / MILLION, result);
        }
    }

    private static TokenBatch batch(JsonNode command) {
        return TokenBatch.of(List.of(JSON.convertValue(command.required("ids"), int[][].class)));
    }

    private static HookName layer(JsonNode command) {
        return new HookName(HookPoint.RESID_POST, command.required("layer").asInt());
    }

    private static List<String> prompts(JsonNode command) {
        return List.of(JSON.convertValue(command.required("prompts"), String[].class));
    }
}
