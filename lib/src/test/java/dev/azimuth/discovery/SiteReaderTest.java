package dev.azimuth.discovery;

import static dev.azimuth.hook.HookName.attnOut;
import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.hook.HookName.result;
import static dev.azimuth.hook.HookName.z;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.hook.HookName;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import dev.azimuth.tensor.HostArray;
import dev.azimuth.tensor.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SiteReaderTest {
    private final HookedTransformer model = TinyModel.open();
    private final List<String> texts = List.of("a long text", "short", "one of middling length");

    /** As a run of the text alone keeps it, though here the texts are padded to one length. */
    @Test
    void streamsAreReadAtTheTokenAskedFor() {
        Site last = Site.of(residPost(1), TokenPosition.LAST);
        Site third = Site.of(attnOut(0), TokenPosition.fromEnd(3));
        Map<Site, float[][]> read = SiteReader.read(model, texts, List.of(last, third));
        for (int i = 0; i < texts.size(); i++) {
            HostArray stream = cached(i, residPost(1));
            HostArray attention = cached(i, attnOut(0));
            long tokens = stream.shape()[1];
            assertThatTensor(rows(read, last)[i]).isCloseTo(stream.row(0, tokens - 1), 1e-5);
            assertThatTensor(rows(read, third)[i]).isCloseTo(attention.row(0, tokens - 3), 1e-5);
        }
    }

    @Test
    void theMeanLeavesOutPaddingAndTheFirstToken() {
        Site mean = Site.of(residPost(0), TokenPosition.MEAN);
        float[][] read = rows(SiteReader.read(model, texts, List.of(mean)), mean);
        for (int i = 0; i < texts.size(); i++) {
            HostArray stream = cached(i, residPost(0));
            float[][] tokens = new float[(int) stream.shape()[1] - 1][];
            Arrays.setAll(tokens, t -> stream.row(0, t + 1));
            assertThatTensor(read[i]).isCloseTo(Vectors.mean(tokens), 1e-5);
        }
    }

    /** What a head writes is its row of hook_result, which the model computes by itself. */
    @Test
    void headsAreReadOneByOneAndCarriedToTheResidualStream() {
        HeadOutput output = new HeadOutput(model);
        for (int head = 0; head < model.config().nHeads(); head++) {
            Site site = new Site(z(1), head, TokenPosition.LAST);
            float[][] read = rows(SiteReader.read(model, texts, List.of(site)), site);
            for (int i = 0; i < texts.size(); i++) {
                HostArray results = cached(i, result(1));
                long last = results.shape()[1] - 1;
                assertThatTensor(output.of(site, read[i])).isCloseTo(results.row(0, last, head), 1e-5);
            }
        }
    }

    @Test
    void aTextThatIsTooShortIsNamed() {
        Site site = Site.of(residPost(0), TokenPosition.fromEnd(9));
        assertThatThrownBy(() -> SiteReader.read(model, texts, List.of(site)))
                .hasMessageMatching(
                        "\"short\" has \\d tokens, but 9 are needed for the positions asked for. Choose later ones.");
        assertThatThrownBy(() -> TokenPosition.fromEnd(-1))
                .hasMessage(
                        "A text has no token -1 places before its end. Count from 1, the last, or give 0 for the mean.");
    }

    private static float[][] rows(Map<Site, float[][]> read, Site site) {
        return Objects.requireNonNull(read.get(site));
    }

    private HostArray cached(int text, HookName name) {
        return model.runWithCache(texts.get(text), name).cache().host(name);
    }
}
