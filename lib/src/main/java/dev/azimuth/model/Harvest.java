package dev.azimuth.model;

import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookPoint;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads activations of many prompts: batches of like length, no logits nobody asked for, and no layer beyond the last one
 * asked for. It can be interrupted at any time, and says how far it came.
 *
 * <pre>{@code
 * model.harvest(prompts).at(residPost(14)).lastToken()           // Activations in memory
 * model.harvest(prompts).at(residPost(14)).to(path).everyToken() // Activations in files, goes on where it was stopped
 * model.harvest(prompts).at(residPost(14)).moments().everyToken()// count, mean and covariance; keeps no activation
 * }</pre>
 */
public final class Harvest extends TokenChoice<Activations> {
    private final HookedTransformer model;
    private final List<String> prompts;
    private final List<HookFilter> where;
    private final @Nullable Path folder;

    Harvest(HookedTransformer model, List<String> prompts) {
        this(model, prompts, List.of(HookPoint.RESID_POST), null);
    }

    private Harvest(HookedTransformer model, List<String> prompts, List<HookFilter> where, @Nullable Path folder) {
        this.model = model;
        this.prompts = List.copyOf(prompts);
        this.where = where;
        this.folder = folder;
    }

    /**
     * Reads there instead of in the residual stream after each layer. Where activations have heads, such as {@code z}
     * {@code [batch, pos, n_heads, d_head]}, a row has them one after the other: head h begins at column h·d_head.
     * Patterns and scores cannot be harvested: they have a column for each token of the batch.
     */
    public Harvest at(HookFilter... filters) {
        return new Harvest(model, prompts, List.of(filters), folder);
    }

    /**
     * Stores the activations in safetensors files of bounded size in {@code folder}, each whole or not there, and reads them
     * from there. The same harvest to the same folder goes on after the last file; another one is refused by what it has
     * different. {@link Activations#open} reads the folder without the model.
     */
    public Harvest to(Path folder) {
        return new Harvest(model, prompts, where, folder);
    }

    /**
     * Count, mean and covariance of the activations instead of these themselves.
     *
     * @throws IllegalStateException when they are to be stored; then {@link Activations#moments} has theirs
     */
    public HarvestMoments moments() {
        if (folder != null) {
            throw new IllegalStateException("Moments are not stored in " + folder
                    + ". Leave out to(…), or store the activations and ask these for moments(…).");
        }
        return new HarvestMoments(this);
    }

    @Override
    Activations read(TokenRows tokens) {
        HarvestReading reading = reading(tokens);
        if (folder != null) {
            return new HarvestFolder(folder, reading).goOn();
        }
        CollectedRows collected = new CollectedRows(reading, 0, reading.texts());
        reading.read(reading.batches(0, reading.texts()), collected::add);
        return new Activations(collected.bySite(), reading.rowsOfTexts());
    }

    HarvestReading reading(TokenRows tokens) {
        return new HarvestReading(model, prompts, where, tokens);
    }

    @Override
    public String toString() {
        return "Harvest of " + prompts.size() + " prompts"
                + where.stream().map(HookFilter::label).toList() + (folder == null ? "" : " to " + folder);
    }
}
