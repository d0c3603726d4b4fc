package dev.azimuth.sae;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** All activations above 0, by feature. */
final class Firings {
    private final int rows;
    private final List<List<Firing>> ofFeature; // largest first

    private Firings(int rows, List<List<Firing>> ofFeature) {
        this.rows = rows;
        this.ofFeature = ofFeature;
    }

    /** Takes one text after the other. */
    static final class Collector {
        private final List<List<Firing>> found;
        private int rows;

        Collector(int features) {
            found = Stream.<List<Firing>>generate(ArrayList::new)
                    .limit(features)
                    .toList();
        }

        /** @param features of each token but the text's first, {@code [tokens − 1, m]} */
        void add(int text, float[][] features) {
            for (int i = 0; i < features.length; i++) {
                for (int feature = 0; feature < features[i].length; feature++) {
                    if (features[i][feature] > 0) {
                        found.get(feature).add(new Firing(text, i + 1, rows + i, features[i][feature]));
                    }
                }
            }
            rows += features.length;
        }

        Firings sorted() {
            found.forEach(all -> all.sort(Comparator.comparingDouble(firing -> -firing.activation())));
            return new Firings(rows, found);
        }
    }

    /** Tokens that were read. */
    int rows() {
        return rows;
    }

    int features() {
        return ofFeature.size();
    }

    int count(int feature) {
        return ofFeature.get(feature).size();
    }

    /** A feature's, largest first. */
    List<Firing> of(int feature) {
        return ofFeature.get(feature);
    }
}
