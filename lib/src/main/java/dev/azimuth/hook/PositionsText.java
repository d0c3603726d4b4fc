package dev.azimuth.hook;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what {@link Positions} print, so that they can be kept in a file that people can read too. */
final class PositionsText {
    private static final String IF_PRESENT = " if present";
    private static final String INDICES = "(-?\\d{1,9}(?:, -?\\d{1,9})*)";

    /** One factory's descriptions; its positions print the same again. */
    private record Form(Pattern pattern, Function<MatchResult, Positions> factory) {
        Form(String regex, Function<MatchResult, Positions> factory) {
            this(Pattern.compile(regex, Pattern.DOTALL), factory);
        }

        Optional<Positions> read(String text) {
            Matcher matcher = pattern.matcher(text);
            return matcher.matches()
                    ? Optional.of(factory.apply(matcher)).filter(found -> text.equals(found.toString()))
                    : Optional.empty();
        }
    }

    private static final String ENDS =
            "(?=first|last)(?:first (?:(\\d{1,9}) )?)?(?:and )?(?:last (?:(\\d{1,9}) )?)?prompt tokens?";

    private static final List<Form> FORMS = List.of(
            new Form("at every token", found -> Positions.ALL),
            new Form("after the first token", found -> Positions.AFTER_FIRST),
            new Form("at the last token", found -> Positions.last()),
            new Form(
                    "at positions? " + INDICES,
                    found -> Positions.at(Arrays.stream(found.group(1).split(", "))
                            .mapToInt(Integer::parseInt)
                            .toArray())),
            new Form("at the " + ENDS, found -> ends(found, 1).all()),
            new Form(
                    "at prompt token (-?\\d{1,9}) of the " + ENDS,
                    found -> ends(found, 2).only(Integer.parseInt(found.group(1)))),
            new Form("in the prompt", found -> Positions.prompt()),
            new Form("at what is generated", found -> Positions.generated()),
            new Form("at generated token (\\d{1,9})", found -> Positions.step(Integer.parseInt(found.group(1)))),
            new Form("at the span '(.+)'", found -> Positions.span(found.group(1))),
            new Form("at '(.*)'", found -> Positions.ofToken(found.group(1))));

    private PositionsText() {}

    /** One token is not counted, but said in words. */
    private static PromptEnds ends(MatchResult found, int group) {
        return new PromptEnds(
                count(found.group().contains("first "), found.group(group)),
                count(found.group().contains("last "), found.group(group + 1)));
    }

    private static int count(boolean any, @Nullable String digits) {
        return digits != null ? Integer.parseInt(digits) : any ? 1 : 0;
    }

    static Positions read(String description) {
        boolean lenient = description.endsWith(IF_PRESENT);
        String text = lenient ? description.substring(0, description.length() - IF_PRESENT.length()) : description;
        return FORMS.stream()
                .flatMap(form -> form.read(text).stream())
                .findFirst()
                .map(found -> lenient ? found.ifPresent() : found)
                .orElseThrow(() -> new IllegalArgumentException("No positions are described as \"" + description
                        + "\". Positions are ALL (at every token), AFTER_FIRST (after the first token), last, at,"
                        + " prompt (in the prompt), generated (at what is generated), step, span, ofToken and those of PromptEnds (at the last 2"
                        + " prompt tokens)."));
    }
}
