package dev.azimuth.edit;

import static dev.azimuth.edit.Orthogonalization.orthogonalize;
import static dev.azimuth.hook.HookName.residPost;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.azimuth.checkpoint.AtomicFiles;
import dev.azimuth.direction.Direction;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.SmolLm2;
import dev.azimuth.model.TokenBatch;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real model, edited, saved and opened again. With the environment variable {@code AZIMUTH_EXPORT} the folder is kept
 * there, for {@code src/test/reference/export_check.py} to open with Hugging Face transformers.
 */
class SmolLm2ExportTest {
    private static final List<String> TEXTS = List.of(
            "The Eiffel Tower is in",
            "def fibonacci(n):\n    ",
            "<|im_start|>user\nName a colour.<|im_end|>\n<|im_start|>assistant\n",
            "Les enfants jouent dans le jardin, et");

    @Test
    void opensAgainWithIdenticalLogits(@TempDir Path temporary) {
        String kept = System.getenv("AZIMUTH_EXPORT");
        Path folder = kept == null ? temporary : Path.of(kept);
        HookedTransformer model = SmolLm2.open();
        HookedTransformer edited = model.edit(orthogonalize(direction()));
        edited.save(folder);
        HookedTransformer again = HookedTransformer.open(folder);

        ArrayNode record = new ObjectMapper().createArrayNode();
        for (String text : TEXTS) {
            float[] before = last(model, text);
            float[] saved = last(edited, text);
            assertThat(last(again, text)).isEqualTo(saved).isNotEqualTo(before);
            var entry = record.addObject().put("text", text);
            IntStream.of(edited.tokenizer().encode(text)).forEach(entry.putArray("ids")::add);
            for (var token : top(saved)) {
                entry.withArray("top_ids").add(token);
                entry.withArray("top_logits").add(saved[token]);
            }
        }
        AtomicFiles.writeString(folder.resolve("expected.json"), record.toPrettyString());
        assertThat(Certificate.of(again, direction()).largestResidue()).isLessThan(1e-6);
    }

    private static Direction direction() {
        SplittableRandom random = new SplittableRandom(3);
        float[] vector = new float[576];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return Direction.of("random", "random", residPost(12), vector, 1);
    }

    private static float[] last(HookedTransformer model, String text) {
        TokenBatch batch = TokenBatch.of(List.of(model.tokenizer().encode(text)));
        return model.pass(batch, LogitsAt.LAST, List.of(), NDArray::toFloatArray);
    }

    private static List<Integer> top(float[] logits) {
        return IntStream.range(0, logits.length)
                .boxed()
                .sorted((a, b) -> Float.compare(logits[b], logits[a]))
                .limit(10)
                .toList();
    }
}
