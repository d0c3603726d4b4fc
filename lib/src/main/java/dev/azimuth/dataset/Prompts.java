package dev.azimuth.dataset;

import java.util.List;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Plain prompts, with no sides: what an edit should leave as it is.
 *
 * @param name what the data set is called
 * @param texts the prompts, at least one
 */
public record Prompts(String name, List<String> texts) {
    /** Copies the list; refuses a blank name, an empty list and blank texts. */
    public Prompts {
        Check.notBlank("name", name);
        texts = List.copyOf(texts);
        if (texts.isEmpty()) {
            throw new IllegalArgumentException(name + ": no prompts.");
        }
        for (int i = 0; i < texts.size(); i++) {
            Check.notBlank(name + ": prompt " + i, texts.get(i));
        }
    }

    /** Two disjoint halves of the prompts; an estimate made on the ones it measures flatters itself. */
    public record Halves(Prompts fit, Prompts measure) {}

    /** How many prompts. */
    public int size() {
        return texts.size();
    }

    /** The first {@code n}, for a quick run. The shipped sets are mixed by kind, so that their first are a fair sample. */
    public Prompts take(int n) {
        Check.between("n", n, 1, size());
        return with(texts.subList(0, n));
    }

    /** {@link #halves(long)} with seed 0. */
    public Halves halves() {
        return halves(0);
    }

    /** A random half to fit on and the other half to measure on; the first gets the odd one. */
    public Halves halves(long seed) {
        var parts = parts(List.of(new GroupSplit.Part("fit", 0.5), new GroupSplit.Part("measure", 0.5)), seed);
        return new Halves(parts.get(0), parts.get(1));
    }

    /** {@link #split(double, double, double, long)} with seed 0. */
    public Split<Prompts> split(double train, double validation, double test) {
        return split(train, validation, test, 0);
    }

    /**
     * Three random parts that share no prompt.
     *
     * @throws IllegalArgumentException if a share is not above 0, they do not add up to 1, or a part would be empty
     */
    public Split<Prompts> split(double train, double validation, double test, long seed) {
        var parts = parts(
                List.of(
                        new GroupSplit.Part("train", train),
                        new GroupSplit.Part("validation", validation),
                        new GroupSplit.Part("test", test)),
                seed);
        return new Split<>(parts.get(0), parts.get(1), parts.get(2));
    }

    /** The prompts, one a row: text. */
    public Table table() {
        return Table.create(name, StringColumn.create("text", texts));
    }

    private List<Prompts> parts(List<GroupSplit.Part> parts, long seed) {
        return new GroupSplit<>(name, texts, text -> text)
                .into(parts, seed).stream().map(this::with).toList();
    }

    private Prompts with(List<String> some) {
        return new Prompts(name, some);
    }

    @Override
    public String toString() {
        return name + ": " + Check.count(size(), "prompt");
    }
}
