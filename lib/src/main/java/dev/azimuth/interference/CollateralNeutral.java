package dev.azimuth.interference;

import dev.azimuth.dataset.Prompts;
import dev.azimuth.dataset.Split;
import dev.azimuth.hook.HookName;
import dev.azimuth.model.Activations;
import dev.azimuth.model.HookedTransformer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Neutral text in three parts that share no prompt: one to fit reads and gates to, one to choose by, one to report. An
 * edit sees prompts and the model's own replies, since that is where a divergence is measured.
 */
final class CollateralNeutral {
    private static final int REPLY = 16;

    private final HookedTransformer model;
    private final Split<Prompts> prompts;
    private final Map<HookName, float[][]> benign = new HashMap<>();
    private @Nullable List<String> fitted;
    private @Nullable CollateralKl validation;
    private @Nullable CollateralKl test;

    CollateralNeutral(HookedTransformer model, Split<Prompts> prompts) {
        this.model = model;
        this.prompts = prompts;
    }

    /** The rows at {@code site} of all tokens but each text's first, of the part to fit to. */
    synchronized float[][] benign(HookName site) {
        return benign.computeIfAbsent(site, this::read);
    }

    private float[][] read(HookName site) {
        Activations read = model.harvest(texts()).at(site).everyToken();
        float[][] rows = read.rows(site);
        float[][] kept = new float[rows.length - read.texts()][];
        int row = 0;
        int next = 0;
        for (int text = 0; text < read.texts(); text++) {
            int end = row + read.rowsOf(text);
            for (row++; row < end; row++) {
                kept[next++] = rows[row];
            }
        }
        return Arrays.copyOf(kept, next);
    }

    private List<String> texts() {
        if (fitted == null) {
            List<String> asked =
                    prompts.train().texts().stream().map(model::asChat).toList();
            fitted = model.generator().maxTokens(REPLY).generate(asked).stream()
                    .map(reply -> reply.prompt() + reply.text())
                    .toList();
        }
        return fitted;
    }

    /** KL(before ‖ after) of each prompt of the part to choose by, or of the part to report. */
    synchronized double[] divergences(HookedTransformer after, boolean onTest) {
        if (onTest) {
            test = test == null ? new CollateralKl(model, prompts.test(), REPLY) : test;
            return test.of(after);
        }
        validation = validation == null ? new CollateralKl(model, prompts.validation(), REPLY) : validation;
        return validation.of(after);
    }

    @Override
    public String toString() {
        return prompts.train().size() + " neutral prompts to fit to, "
                + prompts.validation().size() + " to choose by, "
                + prompts.test().size() + " to report";
    }
}
