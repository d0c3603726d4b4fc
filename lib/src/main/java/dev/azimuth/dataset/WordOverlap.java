package dev.azimuth.dataset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Texts that say nearly the same, by the share of their distinct words that both have (Jaccard, 1901). */
final class WordOverlap {
    private static final Pattern NOT_A_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    private record Entry(String text, String topic, Set<String> words) {}

    private record Found(Entry one, Entry other, double share) {}

    private WordOverlap() {}

    /** Those of different topics that share so many, the most alike first. */
    static Table acrossTopics(ContrastivePairs pairs, double least) {
        List<Entry> entries = pairs.pairs().stream()
                .flatMap(pair -> Stream.of(pair.positive(), pair.negative())
                        .map(text -> new Entry(text, pair.topic(), words(text))))
                .toList();
        List<Found> found = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            for (int j = 0; j < i; j++) {
                Entry one = entries.get(j);
                Entry other = entries.get(i);
                if (!one.topic().equals(other.topic()) && share(one.words(), other.words()) >= least) {
                    found.add(new Found(one, other, share(one.words(), other.words())));
                }
            }
        }
        found.sort(Comparator.comparingDouble(Found::share).reversed());
        return Table.create(
                "Texts of " + pairs.name() + " in different topics that share " + Math.round(100 * least)
                        + " % of their words or more",
                StringColumn.create("text", found.stream().map(f -> f.one().text())),
                StringColumn.create("topic", found.stream().map(f -> f.one().topic())),
                StringColumn.create(
                        "other text", found.stream().map(f -> f.other().text())),
                StringColumn.create(
                        "its topic", found.stream().map(f -> f.other().topic())),
                DoubleColumn.create("shared", found.stream().mapToDouble(Found::share)));
    }

    private static Set<String> words(String text) {
        return NOT_A_WORD
                .splitAsStream(text.toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toSet());
    }

    private static double share(Set<String> a, Set<String> b) {
        long common = a.stream().filter(b::contains).count();
        return common == 0 ? 0 : (double) common / (a.size() + b.size() - common);
    }
}
