package dev.azimuth.superposition;

import dev.azimuth.dataset.Prompts;
import dev.azimuth.hook.HookName;
import dev.azimuth.model.Activations;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.progress.Progress;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Moments;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The moments of text that has nothing to do with the features, place by place, with each text's first token and without
 * it. A few texts are read at a time, so that there may be many.
 */
final class Background {
    private static final int TEXTS_AT_ONCE = 32;

    private final Map<HookName, Moments> first = new LinkedHashMap<>();
    private final Map<HookName, Moments> others = new LinkedHashMap<>();

    /** Of these prompts, put as a user's turn. */
    Background(HookedTransformer model, Prompts prompts) {
        List<String> texts = prompts.texts().stream().map(model::asUserTurn).toList();
        List<Integer> starts = IntStream.iterate(0, i -> i < texts.size(), i -> i + TEXTS_AT_ONCE)
                .boxed()
                .toList();
        for (int start : Progress.over(starts, "reading neutral text")) {
            int end = Math.min(texts.size(), start + TEXTS_AT_ONCE);
            add(model.harvest(texts.subList(start, end)).everyToken());
        }
    }

    private void add(Activations read) {
        for (HookName site : read.names()) {
            float[][] rows = read.rows(site);
            List<float[]> starts = new ArrayList<>();
            List<float[]> rest = new ArrayList<>();
            int row = 0;
            for (int text = 0; text < read.texts(); text++) {
                for (int token = 0; token < read.rowsOf(text); token++) {
                    (token == 0 ? starts : rest).add(rows[row++]);
                }
            }
            first.merge(site, moments(starts), Moments::plus);
            if (!rest.isEmpty()) {
                others.merge(site, moments(rest), Moments::plus);
            }
        }
    }

    private static Moments moments(List<float[]> rows) {
        return Moments.of(Matrices.of(rows.toArray(float[][]::new)));
    }

    /** Of all tokens but each text's first. */
    Moments withoutFirst(HookName site) {
        return Objects.requireNonNull(others.get(site), () -> "Nothing was read at " + site + ".");
    }

    /** Of all tokens. */
    Moments every(HookName site) {
        return withoutFirst(site).plus(Objects.requireNonNull(first.get(site)));
    }
}
