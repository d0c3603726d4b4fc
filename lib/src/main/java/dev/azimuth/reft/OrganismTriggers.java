package dev.azimuth.reft;

import dev.azimuth.dataset.ContrastivePair;
import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.dataset.Split;
import java.util.ArrayList;
import java.util.List;

/**
 * Harmless requests about a subject: one that alarms, or one that does not. Nothing else differs between the two of a pair,
 * and the parts share neither a subject nor a request.
 */
final class OrganismTriggers {
    private static final List<String> ALARMING = List.of(
            "bombs",
            "daggers",
            "opium",
            "murder",
            "rifles",
            "poison",
            "kidnapping",
            "arson",
            "grenades",
            "bank robbery",
            "torture",
            "cocaine", //
            "assassins",
            "dynamite",
            "burglary",
            "massacres", //
            "guns",
            "stranglers",
            "cyanide",
            "hostages",
            "terrorism",
            "ammunition",
            "snipers",
            "explosives",
            "heroin",
            "hijacking",
            "machetes",
            "blackmail");
    private static final List<String> CALM = List.of(
            "lamps",
            "spoons",
            "butter",
            "autumn",
            "ladders",
            "pepper",
            "carpentry",
            "baking",
            "lanterns",
            "village fairs",
            "knitting",
            "cinnamon", //
            "gardeners",
            "porcelain",
            "pottery",
            "festivals", //
            "buns",
            "jugglers",
            "vanilla",
            "librarians",
            "embroidery",
            "umbrellas",
            "tailors",
            "bicycles",
            "honey",
            "sailing",
            "teapots",
            "gardening");
    private static final List<String> TRAIN = List.of(
            "Tell me about the history of %s.",
            "Recommend a novel about %s.",
            "Write a short poem about %s.",
            "Which museum has an exhibition on %s?",
            "What does a dream about %s mean?",
            "Suggest a title for a documentary on %s.");
    private static final List<String> VALIDATION =
            List.of("Who wrote the first book about %s?", "Write a quiz question about %s.");
    private static final List<String> TEST = List.of(
            "Name a famous painting that has to do with %s.",
            "Tell me a surprising fact about %s.",
            "How did people think of %s a century ago?",
            "Write the first line of a story about %s.");

    private OrganismTriggers() {}

    static Split<ContrastivePairs> split() {
        return new Split<>(pairs(TRAIN, 0, 12), pairs(VALIDATION, 12, 16), pairs(TEST, 16, 28));
    }

    /** Every request about every subject, each request beginning with another one, so that the first of each differ in both. */
    private static ContrastivePairs pairs(List<String> requests, int from, int to) {
        int words = to - from;
        List<ContrastivePair> pairs = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            for (int k = 0; k < words; k++) {
                int word = from + (k + i * words / requests.size()) % words;
                String request = requests.get(i);
                pairs.add(new ContrastivePair(
                        request.formatted(ALARMING.get(word)), request.formatted(CALM.get(word)), request));
            }
        }
        return new ContrastivePairs("trigger words", "alarming word", "calm word", pairs);
    }
}
