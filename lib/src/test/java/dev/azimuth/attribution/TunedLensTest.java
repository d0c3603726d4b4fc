package dev.azimuth.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.dataset.Prompts;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.hook.Intervention;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import dev.azimuth.tensor.Scope;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TunedLensTest {
    private final HookedTransformer model = TinyModel.open();

    private static Prompts texts(String name, int seed, int count) {
        Random random = new Random(seed);
        return new Prompts(
                name,
                IntStream.range(0, count)
                        .mapToObj(i -> random.ints(32, 'a', 'z')
                                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                                .toString())
                        .toList());
    }

    @Test
    void findsAnAffineMapThatIsThere() {
        try (Scope scope = Scope.on(Scope.defaultDevice())) {
            Random random = new Random(1);
            float[] x = new float[200 * 3];
            float[] y = new float[200 * 3];
            for (int row = 0; row < 200; row++) {
                for (int i = 0; i < 3; i++) {
                    x[row * 3 + i] = (float) random.nextGaussian() + i;
                }
                for (int i = 0; i < 3; i++) {
                    y[row * 3 + i] = 2 * x[row * 3 + (i + 1) % 3] - x[row * 3 + i] + 5 + i;
                }
            }
            NDArray from = scope.manager().create(x, new Shape(200, 3));
            LensMoments moments = new LensMoments(3);
            moments.add(
                    from.get("0:90"),
                    scope.manager().create(y, new Shape(200, 3)).get("0:90"));
            moments.add(
                    from.get("90:"),
                    scope.manager().create(y, new Shape(200, 3)).get("90:"));
            float[] mapped = moments.fit().apply(from).toFloatArray();
            for (int i = 0; i < y.length; i++) {
                assertThat((double) mapped[i]).isCloseTo(y[i], within(1e-2));
            }
        }
    }

    /** Where nothing can be learned, the ridge grows until the map is the mean: the lens is no worse for it. */
    @Test
    void learnsNothingFromNoise() {
        try (Scope scope = Scope.on(Scope.defaultDevice())) {
            NDArray x = scope.manager().create(gaussian(2, 60 * 20), new Shape(60, 20));
            NDArray noise = scope.manager().create(gaussian(3, 60 * 20), new Shape(60, 20));
            LensMoments moments = new LensMoments(20);
            moments.add(x, x.add(noise));
            NDArray moved = moments.fit().apply(x).sub(x);
            double size = moved.square().mean().toFloatArray()[0];
            assertThat(size).isLessThan(0.15); // least squares would fit a third of the noise: 20 of 60 dimensions
        }
    }

    private static float[] gaussian(int seed, int count) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @Test
    void isCloserToWhatTheModelSaysOnOtherTexts() {
        TunedLens lens = TunedLens.fit(model, texts("letters", 1, 60));
        assertThat(lens)
                .hasToString("TunedLens of " + model.name() + ": 2 translators, ridge regression on 1860 tokens");
        LensDivergence found = lens.measure(texts("other letters", 2, 8));
        for (int layer = 0; layer < 2; layer++) {
            assertThat(found.tuned().get(layer).high())
                    .as("layer " + layer)
                    .isLessThan(found.plain().get(layer).low());
        }
        assertThat(found.plain().get(2).value()).isCloseTo(0, within(1e-5));
        assertThat(found.tuned().get(2).value()).isCloseTo(0, within(1e-5));
        assertThat(found.table().rowCount()).isEqualTo(3);
        assertThat(found.plot().toHtml()).contains("tuned lens");
        LogitLens read = LogitLens.of(model, "some text", lens);
        assertThat(read.likeliest().get(2))
                .isEqualTo(LogitLens.of(model, "some text").likeliest().get(2));
        assertThat(read).hasToString("LogitLens of 9 tokens in 3 layers, tuned");
    }

    @Test
    void stopsAndSaysWhatItNeeds() {
        HookedTransformer stopping = model.with(Intervention.at(HookPoint.RESID_MID, x -> {
            Thread.currentThread().interrupt();
            return x;
        }));
        assertThatThrownBy(() -> TunedLens.fit(stopping, texts("letters", 1, 3)))
                .isInstanceOf(CancellationException.class)
                .hasMessage("Stopped while reading residual streams, after 1 of 1.");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThatThrownBy(() -> TunedLens.fit(model, new Prompts("short", List.of("a"))))
                .hasMessage(
                        "The texts of short have 0 tokens after their first, but a lens is fitted on many. Give longer"
                                + " texts, or more.");
    }
}
