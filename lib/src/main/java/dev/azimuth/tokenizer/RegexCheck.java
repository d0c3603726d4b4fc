package dev.azimuth.tokenizer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Refuses regular expressions that a text could keep busy: the native library, Oniguruma, gives up after ten million
 * attempts at one place, and ends the process. Every expression that a known tokenizer uses keeps these rules, under which
 * a text needs ten thousands of like characters in a row to come near:
 *
 * <ul>
 *   <li>what is repeated does not itself repeat, and has no alternatives or optional parts;
 *   <li>of the repeats without a bound in a row, one at most is followed by something that can fail;
 *   <li>there are few ways to match at one place, alternatives and optional parts multiplied out;
 *   <li>the syntax is that which tokenizers use: no references, no calls of groups, no comments, no conditions.
 * </ul>
 */
final class RegexCheck {
    private static final int LONGEST = 4096;
    private static final int MOST_CHOICES = 256;
    private static final int MOST_SIZE = 1 << 14;
    private static final int DEEPEST = 64;

    private static final Pattern GROUP = Pattern.compile("\\((?:\\?(?:[:=!>]|<[=!]|<[A-Za-z]\\w*>|[im]+:))?(?![*?])");
    private static final Pattern FLAGS = Pattern.compile("\\(\\?[im]+\\)");
    private static final Pattern ESCAPE =
            Pattern.compile("\\\\(?:[pPxuo]\\{[^}]*}|[pPsSdDwWbBAzZnrtfvhHxuae]|[^A-Za-z0-9])");
    private static final Pattern QUANTIFIER = Pattern.compile("[*+?]|\\{(?:(\\d{1,6})(,)?(\\d{1,6})?|,(\\d{1,6}))}");

    /** A group that is open: what its last alternative has cost so far, and all before it. */
    private static final class Group {
        private final boolean looksAround;
        private Optional<RegexCost> before = Optional.empty();
        private RegexCost last = RegexCost.NOTHING;

        Group(String opening) {
            looksAround = opening.endsWith("=") || opening.endsWith("!");
        }

        RegexCost cost() {
            RegexCost cost = before.map(other -> other.or(last)).orElse(last);
            return looksAround ? cost.failing() : cost;
        }

        void nextAlternative() {
            before = Optional.of(cost());
            last = RegexCost.NOTHING;
        }
    }

    /** Ends the reading at the first thing that is refused. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        Refusal(String why) {
            super(why, null, false, false);
        }
    }

    private final String regex;
    private final Deque<Group> groups = new ArrayDeque<>();
    private int position = 0;

    private RegexCheck(String regex) {
        this.regex = regex;
    }

    /** Why {@code regex} is refused; whether it is one at all is left to the native library. */
    static Optional<String> mistake(String regex) {
        if (regex.length() > LONGEST) {
            return Optional.of("has " + regex.length() + " characters; at most " + LONGEST + " are supported.");
        }
        try {
            new RegexCheck(regex).check();
            return Optional.empty();
        } catch (Refusal e) {
            return Optional.of("\"" + regex + "\" " + e.getMessage() + "; it is not supported.");
        }
    }

    private void check() throws Refusal {
        groups.push(new Group(""));
        next(FLAGS);
        while (position < regex.length()) {
            switch (regex.charAt(position)) {
                case '(' -> openGroup();
                case ')' -> closeGroup();
                case '|' -> {
                    groups.getFirst().nextAlternative();
                    position++;
                }
                default -> {
                    skipCharacter();
                    add(quantified(RegexCost.CHARACTER));
                }
            }
        }
        require(groups.getLast().cost());
    }

    private void openGroup() throws Refusal {
        MatchResult opening = next(GROUP);
        if (opening == null) {
            throw new Refusal("has " + excerpt() + ", a kind of group that no tokenizer needs");
        }
        if (groups.size() > DEEPEST) {
            throw new Refusal("has more than " + DEEPEST + " groups inside one another");
        }
        groups.push(new Group(opening.group()));
    }

    private void closeGroup() throws Refusal {
        position++;
        if (groups.size() > 1) {
            add(quantified(groups.pop().cost()));
        }
    }

    private void add(RegexCost cost) throws Refusal {
        Group group = groups.getFirst();
        group.last = group.last.then(cost);
        require(group.last);
    }

    private static void require(RegexCost cost) throws Refusal {
        if (cost.settled() > 1) {
            throw new Refusal(
                    "repeats without a bound more than once in a row before something that can fail, which can"
                            + " take for ever");
        }
        if (cost.choices() > MOST_CHOICES || cost.size() > MOST_SIZE) {
            throw new Refusal("can match in too many ways, which can take for ever");
        }
    }

    /** One character, an escape or a class of characters, each of which matches one character or none. */
    private void skipCharacter() throws Refusal {
        char c = regex.charAt(position);
        if (c == '\\') {
            skipEscape();
        } else if (c == '[') {
            skipClass();
        } else {
            position++;
        }
    }

    private void skipEscape() throws Refusal {
        if (position + 1 == regex.length()) {
            position++;
        } else if (next(ESCAPE) == null) {
            throw new Refusal("has " + excerpt() + ", an escape that no tokenizer needs");
        }
    }

    private void skipClass() throws Refusal {
        int depth = 0;
        do {
            char c = regex.charAt(position);
            if (c == '\\') {
                skipEscape();
                continue;
            }
            position++;
            if (c == ']') {
                depth--;
            } else if (c == '[') {
                depth++;
                position += regex.startsWith("^", position) ? 1 : 0;
                if (regex.startsWith("]", position)) {
                    throw new Refusal("has a class of characters that begins with ]");
                }
            }
        } while (depth > 0 && position < regex.length());
    }

    /** {@code cost} repeated as the quantifier that follows says, if one does. */
    private RegexCost quantified(RegexCost cost) throws Refusal {
        MatchResult quantifier = next(QUANTIFIER);
        if (quantifier == null) {
            return cost;
        }
        boolean isInterval = quantifier.group().startsWith("{");
        // Reluctant, or possessive; behind an interval, a + repeats it.
        boolean hasSuffix = regex.startsWith("?", position) || (!isInterval && regex.startsWith("+", position));
        position += hasSuffix ? 1 : 0;
        if (next(QUANTIFIER) != null) {
            throw repeatsRepeats();
        }
        if (quantifier.group().equals("?")) {
            return cost.optional();
        }
        if (!cost.isPlain()) {
            throw repeatsRepeats();
        }
        RegexCost repeated = isInterval
                ? interval(cost, quantifier)
                : cost.atLeast(quantifier.group().equals("+") ? 1 : 0);
        return isInterval && hasSuffix
                ? repeated.orSkipped()
                : repeated; // {2}? is "twice or not at all", {2,3}? is not
    }

    private static RegexCost interval(RegexCost cost, MatchResult quantifier) throws Refusal {
        int least = number(quantifier.group(1), 0);
        if (quantifier.group(2) != null && quantifier.group(3) == null) {
            return cost.atLeast(least);
        }
        int most = number(quantifier.group(3), number(quantifier.group(4), least));
        return cost.times(Math.min(least, most), Math.max(least, most));
    }

    private static int number(@Nullable String digits, int otherwise) {
        return digits == null ? otherwise : Integer.parseInt(digits);
    }

    private static Refusal repeatsRepeats() {
        return new Refusal("repeats what itself repeats, has alternatives or is optional, which can take for ever");
    }

    /** Reads what {@code pattern} matches here; null, and reads nothing, where it does not. */
    private @Nullable MatchResult next(Pattern pattern) {
        Matcher matcher = pattern.matcher(regex).region(position, regex.length());
        if (!matcher.lookingAt()) {
            return null;
        }
        position = matcher.end();
        return matcher.toMatchResult();
    }

    private String excerpt() {
        return regex.substring(position, Math.min(regex.length(), position + 3)) + " at character " + position;
    }
}
