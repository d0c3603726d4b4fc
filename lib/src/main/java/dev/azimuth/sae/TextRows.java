package dev.azimuth.sae;

import dev.azimuth.hook.HookName;
import dev.azimuth.model.Activations;
import dev.azimuth.model.HookedTransformer;
import java.util.List;

/**
 * Rows of many texts at an autoencoder's site, some texts at a time. A text's first token is left out: it is the attention
 * sink, many times as long as any other row, and autoencoders are seldom trained on it.
 */
final class TextRows {
    private static final int TEXTS_AT_ONCE = 256;

    /** Takes the rows of one text. */
    @FunctionalInterface
    interface Reader {
        /**
         * Takes them.
         *
         * @param rows {@code [tokens − 1, d]}
         */
        void accept(int text, float[][] rows);
    }

    private TextRows() {}

    static void read(SparseAutoencoder sae, HookedTransformer model, List<String> texts, Reader reader) {
        HookName site = sae.site();
        for (int from = 0; from < texts.size(); from += TEXTS_AT_ONCE) {
            List<String> some = texts.subList(from, Math.min(texts.size(), from + TEXTS_AT_ONCE));
            Activations activations = model.harvest(some).at(site).everyToken();
            int row = 0;
            for (int text = 0; text < some.size(); text++) {
                int end = row + activations.rowsOf(text);
                float[][] rows = activations.rows(site, row + 1, end);
                if (rows.length > 0 && rows[0].length != sae.config().width()) {
                    throw new IllegalArgumentException(
                            "The autoencoder has the width " + sae.config().width() + ", but "
                                    + model.name() + " has " + rows[0].length + " numbers at " + site
                                    + ". Is it of another model?");
                }
                reader.accept(from + text, rows);
                row = end;
            }
        }
    }
}
