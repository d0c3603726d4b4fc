package dev.azimuth.discovery;

import static dev.azimuth.hook.HookName.attnOut;
import static dev.azimuth.hook.HookName.z;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.hook.ActivationCache;
import dev.azimuth.hook.Hook;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import dev.azimuth.tensor.Vectors;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadOutputTest {
    /** Where all other heads are silent, attention adds what the head writes, rescaled by the norm behind it if there is one. */
    @ParameterizedTest
    @ValueSource(strings = {"llama", "gemma2", "olmo2"})
    void itPointsWhereAHeadAloneMovesTheStream(String family) {
        HookedTransformer model = TinyModel.open(family);
        ActivationCache cache = model.with(Hook.at(z(1)).heads(0, 1, 3).zero())
                .runWithCache("the red cat", z(1), attnOut(1))
                .cache();
        float[] held = cache.host(z(1)).row(0, 10, 2);
        float[] added = cache.host(attnOut(1)).row(0, 10);
        float[] written = new HeadOutput(model).of(new Site(z(1), 2, TokenPosition.LAST), held);
        assertThat(Vectors.cosine(written, added)).isCloseTo(1, within(1e-5));
        if (family.equals("llama")) {
            assertThat(Vectors.norm(Vectors.plus(written, -1, added))).isCloseTo(0, within(1e-5));
        }
        assertThat(Arrays.equals(written, new float[written.length])).isFalse();
    }
}
