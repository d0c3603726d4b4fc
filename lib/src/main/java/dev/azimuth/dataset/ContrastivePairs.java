package dev.azimuth.dataset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * A data set of contrastive pairs: what a search for a direction learns from.
 *
 * @param name what the data set is called
 * @param positiveLabel what the positive side is called, as in "French"
 * @param negativeLabel what the negative side is called, as in "English"
 * @param pairs the pairs, at least one
 */
public record ContrastivePairs(String name, String positiveLabel, String negativeLabel, List<ContrastivePair> pairs) {
    private static final double NEAR_DUPLICATE = 0.5;

    /** Copies the list; refuses blank names, two equal labels and an empty list. */
    public ContrastivePairs {
        Check.notBlank("name", name);
        Check.notBlank("positiveLabel", positiveLabel);
        Check.notBlank("negativeLabel", negativeLabel);
        if (positiveLabel.equals(negativeLabel)) {
            throw new IllegalArgumentException(name + ": both sides are labelled " + Check.quote(positiveLabel) + ".");
        }
        pairs = List.copyOf(pairs);
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException(name + ": no pairs.");
        }
    }

    /**
     * Pairs typed into a cell: the first text of either list belongs to the first of the other. They have no topics, so each
     * is a group by itself, and splits part them freely; pairs that say nearly the same should share a topic instead.
     *
     * @throws IllegalArgumentException if one list is longer, or a text is empty or stands twice
     */
    public static ContrastivePairs of(String name, List<String> positives, List<String> negatives) {
        return DatasetReader.pairsOf(name, positives, negatives);
    }

    /** The same pairs, with other names for the sides. */
    public ContrastivePairs labelled(String positive, String negative) {
        return new ContrastivePairs(name, positive, negative, pairs);
    }

    /** The texts that have the feature, in the order of the pairs. */
    public List<String> positives() {
        return pairs.stream().map(ContrastivePair::positive).toList();
    }

    /** The texts that lack it, in the order of the pairs. */
    public List<String> negatives() {
        return pairs.stream().map(ContrastivePair::negative).toList();
    }

    /** How many pairs. */
    public int size() {
        return pairs.size();
    }

    /** The topics, in the order in which they appear. */
    public List<String> topics() {
        return pairs.stream().map(ContrastivePair::topic).distinct().toList();
    }

    /** {@link #split(double, double, double, long)} with seed 0. */
    public Split<ContrastivePairs> split(double train, double validation, double test) {
        return split(train, validation, test, 0);
    }

    /**
     * Three parts that share no topic, as near to the shares asked for as whole topics allow: what is learnt about one
     * topic must carry over to another to score.
     *
     * @throws IllegalArgumentException if a share is not above 0, they do not add up to 1, or a part would be empty
     */
    public Split<ContrastivePairs> split(double train, double validation, double test, long seed) {
        var parts = new GroupSplit<>(name, pairs, ContrastivePair::topic)
                .into(
                        List.of(
                                new GroupSplit.Part("train", train),
                                new GroupSplit.Part("validation", validation),
                                new GroupSplit.Part("test", test)),
                        seed);
        return new Split<>(with(parts.get(0)), with(parts.get(1)), with(parts.get(2)));
    }

    /** {@code n} pairs, as evenly over the topics as they allow, for a quick run: the first of each topic first. */
    public ContrastivePairs take(int n) {
        Check.between("n", n, 1, size());
        List<Integer> rank = new ArrayList<>(); // a pair's place within its topic
        Map<String, Integer> seen = new HashMap<>();
        pairs.forEach(pair -> rank.add(seen.merge(pair.topic(), 1, Integer::sum)));
        return with(IntStream.range(0, size())
                .boxed()
                .sorted(Comparator.comparing(rank::get))
                .limit(n)
                .sorted()
                .map(pairs::get)
                .toList());
    }

    /**
     * A control: a random half of the pairs (rounded down) has its sides exchanged, so that the labels mean nothing. What
     * directions found on it score, over many seeds, is what chance gives.
     */
    public ContrastivePairs shuffledLabels(long seed) {
        List<Integer> indices =
                new ArrayList<>(IntStream.range(0, size()).boxed().toList());
        Collections.shuffle(indices, new Random(seed));
        Set<Integer> swapped = new HashSet<>(indices.subList(0, size() / 2));
        List<ContrastivePair> mixed = IntStream.range(0, size())
                .mapToObj(i -> swapped.contains(i) ? pairs.get(i).swapped() : pairs.get(i))
                .toList();
        return new ContrastivePairs(name + " (shuffled labels)", positiveLabel, negativeLabel, mixed);
    }

    /**
     * SHA-256 of labels and texts in hexadecimal, by which data can be recognised: of both labels, then of each pair's
     * positive and negative text, each as UTF-8 after its number of bytes in four bytes, big-endian.
     */
    public String sha256() {
        return TextDigest.sha256(Stream.concat(
                Stream.of(positiveLabel, negativeLabel),
                pairs.stream().flatMap(pair -> Stream.of(pair.positive(), pair.negative()))));
    }

    /**
     * Texts of different topics that share half of their distinct words or more, the most alike first, one couple a row. A
     * split may put one in training and the other in the test, which then flatters; give their pairs one topic. Of pairs
     * without topics all are compared.
     */
    public Table nearDuplicates() {
        return WordOverlap.acrossTopics(this, NEAR_DUPLICATE);
    }

    /** The pairs, one a row: positive, negative, topic. */
    public Table table() {
        return Table.create(
                name,
                StringColumn.create("positive", positives()),
                StringColumn.create("negative", negatives()),
                StringColumn.create("topic", pairs.stream().map(ContrastivePair::topic)));
    }

    private ContrastivePairs with(List<ContrastivePair> some) {
        return new ContrastivePairs(name, positiveLabel, negativeLabel, some);
    }

    @Override
    public String toString() {
        boolean apart = size() > 1 && topics().size() == size();
        return "%s: %s, %s against %s, %s"
                .formatted(
                        name,
                        Check.count(size(), "pair"),
                        positiveLabel,
                        negativeLabel,
                        apart ? "each a group by itself" : Check.count(topics().size(), "topic"));
    }
}
