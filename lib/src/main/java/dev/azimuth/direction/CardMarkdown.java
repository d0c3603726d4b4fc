package dev.azimuth.direction;

import java.util.stream.Collectors;

/** A card for people: a heading and a table. */
final class CardMarkdown {
    private CardMarkdown() {}

    static String of(FeatureCard card) {
        return "# " + text(card.direction().name()) + "\n\n| | |\n| --- | --- |\n"
                + card.facts().entrySet().stream()
                        .map(fact -> "| " + text(fact.getKey()) + " | " + text(fact.getValue()) + " |\n")
                        .collect(Collectors.joining())
                + "\nOpens in Azimuth with `FeatureCard.load(Path.of(\"…\"))`, given this file's name without its ending.\n";
    }

    /** Names come from whoever made the card; none of them is to become a tag, a link or another cell. */
    private static String text(String plain) {
        return plain.replaceAll("([\\\\`*_\\[\\]<>|#!])", "\\\\$1").replaceAll("\\R", " ");
    }
}
