package dev.azimuth.direction;

import dev.azimuth.hook.HookName;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Estimate;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * A direction with all that is known of it, to keep and to pass on. Saved as {@code kindness.json} (everything in words
 * and numbers) and {@code kindness.safetensors} (the vector, bit for bit), with {@code kindness.md} to be read by people.
 *
 * @param notes what else should be known, such as the damage that removing it did
 * @param neighbours the directions nearest to it when they were compared
 */
public record FeatureCard(Direction direction, String notes, List<Neighbour> neighbours) implements Tabular {
    private static final int MOST_NEIGHBOURS = 10;
    private static final int SHOWN_DIGITS = 12; // of a hash: enough to recognise it

    /** Another direction, and the cosine with it. */
    public record Neighbour(String name, HookName site, double cosine) {}

    /** Copies the list. */
    public FeatureCard {
        neighbours = List.copyOf(neighbours);
    }

    /** Without notes and neighbours. */
    public static FeatureCard of(Direction direction) {
        return new FeatureCard(direction, "", List.of());
    }

    /** The same with these notes. */
    public FeatureCard notes(String text) {
        return new FeatureCard(direction, text, neighbours);
    }

    /** The same with the ten of these directions that are nearest by |cosine|. */
    public FeatureCard neighbours(Collection<Direction> others) {
        List<Neighbour> nearest = Neighbours.of(direction, others);
        return new FeatureCard(direction, notes, nearest.subList(0, Math.min(MOST_NEIGHBOURS, nearest.size())));
    }

    /**
     * Writes the card's three files, each whole or not at all; a folder takes as many cards as one likes.
     *
     * @param path such as {@code cards/kindness}, with or without {@code .json}; what is there is replaced
     */
    public void save(Path path) {
        CardFiles.at(path).save(this);
    }

    /**
     * Reads a card, which may come from a stranger: whatever is not as {@link #save} writes it is refused.
     *
     * @param path as it was given to {@link #save}, or a folder that has one card
     * @throws dev.azimuth.checkpoint.CheckpointException when a file is missing, damaged, or not of this card
     */
    public static FeatureCard load(Path path) {
        return CardFiles.find(path).load();
    }

    /** Reads all cards of a folder, in the order of their files' names. */
    public static List<FeatureCard> loadAll(Path folder) {
        return CardFiles.in(folder).stream().map(CardFiles::load).toList();
    }

    /**
     * The direction, to be used in {@code model}.
     *
     * @throws IllegalArgumentException when it was found in a model of another name, or does not fit; whoever knows better
     *     takes {@link #direction}
     */
    public Direction in(HookedTransformer model) {
        direction
                .provenance()
                .model()
                .filter(name -> !name.equals(model.name()))
                .ifPresent(name -> {
                    throw new IllegalArgumentException("The card of " + direction.name() + " is of the model " + name
                            + ", but this is " + model.name()
                            + ". If both are the same, take card.direction() or rename with"
                            + " model.named(\"" + name + "\"); else search again here.");
                });
        direction.requireWidth(model.config().dModel());
        if (!model.hookNames().contains(direction.site())) {
            throw new IllegalArgumentException("The card of " + direction.name() + " is of " + direction.site()
                    + ", which " + model.name() + " does not have: its layers are 0 to "
                    + (model.config().nLayers() - 1) + ".");
        }
        return direction;
    }

    /** What the card says, one line a fact. */
    @Override
    public Table table() {
        Map<String, String> facts = facts();
        return Table.create(
                direction.name(),
                StringColumn.create("property", facts.keySet().stream()),
                StringColumn.create("value", facts.values().stream()));
    }

    /** In the order in which they are shown. */
    Map<String, String> facts() {
        Provenance from = direction.provenance();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("site", direction.site().toString());
        facts.put("method", direction.method());
        facts.put("model", from.model().orElse("unknown"));
        facts.put(
                "training data",
                from.data()
                        .map(hash -> "SHA-256 " + hash.substring(0, SHOWN_DIGITS) + "…")
                        .orElse("unknown"));
        facts.put("held-out AUC [95 %]", from.auc().map(FeatureCard::measured).orElse("not measured"));
        facts.put(
                "split-half cosine [95 %]",
                from.stability().map(FeatureCard::measured).orElse("not measured"));
        facts.put(
                "overlap with the attention sink",
                from.sink()
                        .map(overlap -> String.format(Locale.ROOT, "|cos| %.2f", overlap))
                        .orElse("not measured"));
        facts.put("gap between the classes", Float.toString((float) direction.gap()));
        facts.put("width", Integer.toString(direction.unit().length));
        if (!neighbours.isEmpty()) {
            facts.put(
                    "nearest",
                    neighbours.stream()
                            .map(each -> String.format(
                                    Locale.ROOT, "%s at %s (%+.2f)", each.name(), each.site(), each.cosine()))
                            .collect(Collectors.joining(", ")));
        }
        if (!notes.isBlank()) {
            facts.put("notes", notes);
        }
        return facts;
    }

    private static String measured(Estimate score) {
        return score + " on " + score.n();
    }

    @Override
    public String toString() {
        return "card of " + direction;
    }
}
