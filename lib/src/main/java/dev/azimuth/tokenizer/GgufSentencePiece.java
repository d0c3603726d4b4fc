package dev.azimuth.tokenizer;

import static com.fasterxml.jackson.databind.node.JsonNodeFactory.instance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;

/**
 * GGUF's {@code llama}: SentencePiece's byte-pair encoding (Kudo and Richardson 2018). It joins, of all neighbours
 * whose union is a token, those whose union has the highest score; so every way to make a token is a merge, ranked by
 * the token's score.
 */
final class GgufSentencePiece {
    /** A longer token would take its square in time. */
    private static final int LONGEST = 512;

    /** Two neighbours, their union, and the union's score. */
    private record Merge(String left, String right, float score) {
        String union() {
            return left + right;
        }
    }

    private final GgufVocabulary vocabulary;

    private GgufSentencePiece(GgufVocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    static GgufParts parts(GgufFields fields, GgufVocabulary vocabulary) {
        vocabulary.checkCharacters();
        if (!vocabulary.spellsBytes() && vocabulary.unknown().isEmpty()) {
            throw vocabulary.error(
                    "tokens", "neither the 256 bytes, <0x00> to <0xFF>, nor an unknown token are among them.");
        }
        boolean addsSpace = fields.flag("add_space_prefix", true);
        var steps = instance.arrayNode();
        if (addsSpace) {
            steps.add(PreTokenizers.prepend(GgufVocabulary.SPACE));
        }
        steps.add(PreTokenizers.replace("String", " ", GgufVocabulary.SPACE));
        return new GgufParts(
                new GgufSentencePiece(vocabulary).model(),
                PreTokenizers.sequence("normalizers", steps),
                instance.nullNode(),
                instance.nullNode(),
                decoder(addsSpace),
                true,
                false);
    }

    /** Spaces, bytes, and without the space that was put in front. */
    static ObjectNode decoder(boolean addsSpace) {
        var steps = instance.arrayNode();
        steps.add(PreTokenizers.replace("String", GgufVocabulary.SPACE, " "));
        steps.addObject().put("type", "ByteFallback");
        steps.addObject().put("type", "Fuse");
        if (addsSpace) {
            steps.addObject()
                    .put("type", "Strip")
                    .put("content", " ")
                    .put("start", 1)
                    .put("stop", 0);
        }
        return PreTokenizers.sequence("decoders", steps);
    }

    private ObjectNode model() {
        var model = instance.objectNode().put("type", "BPE");
        for (var absent : List.of("dropout", "continuing_subword_prefix", "end_of_word_suffix")) {
            model.putNull(absent);
        }
        vocabulary.unknown().ifPresent(id -> model.put("unk_token", vocabulary.token(id)));
        model.put("fuse_unk", true).put("byte_fallback", true).put("ignore_merges", false);
        vocabulary.putVocab(model);
        var pairs = model.putArray("merges");
        for (var merge : merges()) {
            ArrayNode pair = pairs.addArray();
            pair.add(merge.left()).add(merge.right());
        }
        return model;
    }

    /**
     * Best first. SentencePiece takes the leftmost of equals; only runs of one character, as of spaces, have equal
     * scores, and there the leftmost is the one that has grown longest.
     */
    private List<Merge> merges() {
        var scores = vocabulary.scores();
        var merges = new ArrayList<Merge>();
        for (int id = 0; id < vocabulary.size(); id++) {
            if (isPiece(id)) {
                addMerges(vocabulary.token(id), scores.get(id), merges);
            }
        }
        merges.sort(Comparator.comparing(Merge::score)
                .thenComparing(merge -> PythonStrings.length(merge.left()))
                .reversed());
        checkTies(merges);
        return merges;
    }

    /** Whether neighbours may become this token; the others are cut out of a text, or spell bytes. */
    private boolean isPiece(int id) {
        return switch (vocabulary.type(id)) {
            case GgufVocabulary.NORMAL, GgufVocabulary.UNUSED -> true;
            case GgufVocabulary.USER_DEFINED -> vocabulary.token(id).contains(GgufVocabulary.SPACE);
            default -> false;
        };
    }

    private void addMerges(String token, float score, List<Merge> merges) {
        if (token.length() > LONGEST) {
            throw vocabulary.error(
                    "tokens", "a token of " + token.length() + " characters; at most " + LONGEST + " are supported.");
        }
        for (int i = token.offsetByCodePoints(0, 1); i < token.length(); i = token.offsetByCodePoints(i, 1)) {
            var left = token.substring(0, i);
            var right = token.substring(i);
            if (isPiece(left) && isPiece(right)) {
                merges.add(new Merge(left, right, score));
            }
        }
    }

    private boolean isPiece(String token) {
        return vocabulary.contains(token) && isPiece(vocabulary.id(token));
    }

    private void checkTies(List<Merge> merges) {
        var unions = new HashMap<Float, String>();
        for (var merge : merges) {
            var other = unions.putIfAbsent(merge.score(), merge.union());
            if (other != null && !other.equals(merge.union()) && !(isRun(other) && isRun(merge.union()))) {
                throw vocabulary.error(
                        "scores",
                        "\"" + other + "\" and \"" + merge.union() + "\" have the same score, " + merge.score()
                                + ", so the file does not say which is merged first."
                                + " Load the model from its Hugging Face folder.");
            }
        }
    }

    private static boolean isRun(String text) {
        return text.codePoints().distinct().count() == 1;
    }
}
