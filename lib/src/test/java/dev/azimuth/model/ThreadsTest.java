package dev.azimuth.model;

import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.hook.Positions.last;
import static dev.azimuth.model.LogitDifference.logit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.azimuth.hook.Hook;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.Intervention;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Runs from several threads do not see each other's hooks. */
class ThreadsTest {
    private static final int THREADS = 8;
    private static final int RUNS = 20;

    @Test
    void differentHooksOnOneModelGiveWhatOneThreadGives() throws Exception {
        HookedTransformer model = TinyModel.open();
        List<HookName> places = model.hookNames();
        List<Callable<float[]>> work = new ArrayList<>();
        for (int i = 0; i < THREADS * RUNS; i++) {
            HookName place = places.get(i % places.size());
            float factor = 1 + i / 100f;
            String text = "text " + "x".repeat(i % 7);
            work.add(
                    switch (i % 10) {
                        case 9 ->
                            () -> model.gradientOf(logit("a"))
                                    .by(residPost(0))
                                    .on(text)
                                    .byActivation()
                                    .get(residPost(0))
                                    .data()
                                    .asFloat();
                        case 4, 7 ->
                            () -> generated(
                                    model.with(Hook.at(place).positions(last()).scale(factor)), text);
                        default ->
                            () -> model.runWithHooks(text, Intervention.at(place, x -> x.mul(factor)))
                                    .logits()
                                    .data()
                                    .asFloat();
                    });
        }
        List<float[]> alone = new ArrayList<>();
        for (Callable<float[]> each : work) {
            alone.add(each.call());
        }
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<float[]>> together = threads.invokeAll(work);
            for (int i = 0; i < alone.size(); i++) {
                assertThat(together.get(i).get()).isEqualTo(alone.get(i));
            }
        } finally {
            threads.shutdown();
        }
    }

    /** The activations of two texts written together, and their tokens. */
    private static float[] generated(HookedTransformer model, String text) {
        List<Generation> written = model.generator()
                .maxTokens(5)
                .temperature(1)
                .seed(3)
                .cache(residPost(1))
                .generate(List.of(text, "another"));
        float[] all = new float[0];
        for (Generation each : written) {
            float[] stream = each.cache().get(residPost(1)).data().asFloat();
            int from = all.length;
            all = Arrays.copyOf(all, from + stream.length + each.ids().size());
            System.arraycopy(stream, 0, all, from, stream.length);
            for (int i = 0; i < each.ids().size(); i++) {
                all[from + stream.length + i] = each.ids().get(i);
            }
        }
        return all;
    }
}
