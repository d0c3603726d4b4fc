package dev.azimuth.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.Run;
import dev.azimuth.model.TinyModel;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the worker answers is what the library computes; how long it took is nobody's business here. */
class BenchmarkWorkerTest {
    private static final String TEXT = "hello";

    private final HookedTransformer model = TinyModel.open();
    private final BenchmarkWorker worker;

    BenchmarkWorkerTest(@TempDir Path folder) {
        model.save(folder);
        worker = new BenchmarkWorker(folder.toString(), new PrintStream(OutputStream.nullOutputStream()));
    }

    @Test
    void aForwardPassIsCheckedByLogitsOfTheLastPosition() throws IOException {
        JsonNode answer = ask("{'do': 'forward', 'ids': [" + ids(TEXT) + "], 'calls': 2, 'check': true}");
        float[] logits = model.run(TEXT).hostLogits().row(0, TEXT.length() - 1);
        assertThat(answer.required("ms").asDouble()).isPositive();
        assertClose(answer.at("/check/logits"), eighths(logits));
        assertThat(logits[answer.at("/check/top/0").asInt()]).isEqualTo(largest(logits));
    }

    @Test
    void aPassWithCacheIsCheckedByTheMiddleLayersResidualStream() throws IOException {
        Run run = model.runWithCache(TEXT);
        HookName middle = new HookName(HookPoint.RESID_POST, model.config().nLayers() / 2);
        for (String keep : List.of("residual", "all")) {
            JsonNode answer =
                    ask("{'do': 'cached', 'keep': '" + keep + "', 'ids': [" + ids(TEXT) + "], 'check': true}");
            assertClose(
                    answer.at("/check/residual"),
                    eighths(run.cache().host(middle).row(0, TEXT.length() - 1)));
        }
    }

    @Test
    void generationIsCheckedByItsTokens() throws IOException {
        JsonNode answer = ask("{'do': 'generate', 'prompt': '" + TEXT + "', 'tokens': 4}");
        List<Integer> written = new ArrayList<>();
        answer.at("/check/written").forEach(id -> written.add(id.asInt()));
        assertThat(written)
                .isEqualTo(model.generator().maxTokens(4).generate(TEXT).ids());
    }

    @Test
    void aHarvestAndALoopReadTheSame() throws IOException {
        String work = "', 'prompts': ['" + TEXT + "', 'a', 'some more'], 'layer': 0, 'check': true}";
        JsonNode harvest = ask("{'do': 'harvest" + work).at("/check/rows");
        JsonNode loop = ask("{'do': 'loop" + work).at("/check/rows");
        float[] first = model.runWithCache(TEXT)
                .cache()
                .host(new HookName(HookPoint.RESID_POST, 0))
                .row(0, TEXT.length() - 1);
        assertThat(harvest).hasSize(24);
        for (int i = 0; i < 24; i++) {
            assertThat(harvest.get(i).asDouble()).isCloseTo(loop.get(i).asDouble(), within(1e-5));
        }
        for (int i = 0; i < 8; i++) {
            assertThat(loop.get(i).asDouble()).isCloseTo(eighths(first)[i], within(1e-5));
        }
    }

    @Test
    void aProfileNamesOperationsThatTakeNoLongerThanTheWhole() throws IOException {
        JsonNode answer = ask("{'do': 'profile', 'ids': [" + ids(TEXT) + "]}");
        assertThat(answer.required("operations").findValuesAsText("name")).anyMatch(name -> name.startsWith("aten::"));
        double sum = 0;
        for (JsonNode operation : answer.required("operations")) {
            sum += operation.required("ms").asDouble();
        }
        assertThat(sum)
                .isPositive()
                .isLessThanOrEqualTo(answer.required("inside").asDouble() + 1e-6);
        assertThat(answer.required("calls").asInt()).isPositive();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void thePeakOfMemoryIsNoLessThanWhatIsHeld() throws IOException {
        JsonNode answer = ask("{'do': 'memory'}");
        assertThat(answer.required("resident").asDouble()).isPositive();
        assertThat(answer.required("peak").asDouble())
                .isGreaterThanOrEqualTo(answer.required("resident").asDouble());
    }

    @Test
    void aCommandThatFailsIsAnsweredByItsError() throws IOException {
        assertThat(ask("{'do': 'sing'}").required("error").asText()).endsWith("No command 'sing'.");
        assertThat(ask("{'do': 'forward', 'ids': [[9999]]}").required("error").asText())
                .contains("lies outside the vocabulary");
    }

    private JsonNode ask(String command) throws IOException {
        return worker.answer(new ObjectMapper().readTree(command.replace('\'', '"')));
    }

    private String ids(String text) {
        return Arrays.toString(model.tokenizer().encode(text));
    }

    private static void assertClose(JsonNode values, float[] expected) {
        assertThat(values).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(values.get(i).asDouble()).isCloseTo(expected[i], within(1e-5));
        }
    }

    private static float[] eighths(float[] row) {
        float[] found = new float[8];
        for (int i = 0; i < 8; i++) {
            found[i] = row[i * row.length / 8];
        }
        return found;
    }

    private static float largest(float[] row) {
        float largest = row[0];
        for (float each : row) {
            largest = Math.max(largest, each);
        }
        return largest;
    }
}
