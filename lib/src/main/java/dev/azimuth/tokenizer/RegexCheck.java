package dev.azimuth.tokenizer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Refuses regular expressions that a text could keep busy: the native library gives up after ten million attempts, and
 * ends the process. None that a known tokenizer uses repeats what itself repeats or has alternatives, or repeats without
 * a bound more than twice in a row.
 */
final class RegexCheck {
    private static final int LONGEST = 4096;
    private static final int MOST_REPEATS = 2;

    /** What a group has seen so far: repeats in this alternative, and the most that any had. */
    private static final class Group {
        private int repeats = 0;
        private int most = 0;
        private boolean hasAlternatives = false;

        void repeat(int times) {
            repeats += times;
            most = Math.max(most, repeats);
        }

        void nextAlternative() {
            hasAlternatives = true;
            repeats = 0;
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
        return new RegexCheck(regex).isSafe()
                ? Optional.empty()
                : Optional.of(
                        "\"" + regex + "\" repeats what itself repeats or has alternatives, or repeats without a bound"
                                + " more than twice in a row, which can take for ever; it is not supported.");
    }

    private boolean isSafe() {
        groups.push(new Group());
        while (position < regex.length()) {
            char c = regex.charAt(position++);
            switch (c) {
                case '\\' -> skipEscape();
                case '[' -> skipClass();
                case '(' -> groups.push(new Group());
                case '|' -> groups.getFirst().nextAlternative();
                case ')' -> {
                    if (groups.size() > 1 && !closeGroup()) {
                        return false;
                    }
                    continue;
                }
                default -> {
                    // A character stands for itself.
                }
            }
            if (c != '(' && c != '|' && isRepeated(false)) {
                groups.getFirst().repeat(1);
            }
        }
        return groups.stream().allMatch(group -> group.most <= MOST_REPEATS);
    }

    private boolean closeGroup() {
        var group = groups.pop();
        boolean isRisky = group.most > 0 || group.hasAlternatives;
        if (isRepeated(true)) {
            groups.getFirst().repeat(1);
            return !isRisky;
        }
        groups.getFirst().repeat(group.most);
        return true;
    }

    private void skipEscape() {
        boolean isProperty = position < regex.length() && "pPxuo".indexOf(regex.charAt(position)) >= 0;
        position++;
        if (isProperty && position < regex.length() && regex.charAt(position) == '{') {
            position = regex.indexOf('}', position) + 1;
            position = position == 0 ? regex.length() : position;
        }
    }

    private void skipClass() {
        for (int depth = 1; depth > 0 && position < regex.length(); position++) {
            char c = regex.charAt(position);
            if (c == '\\') {
                position++;
            } else if (c == '[') {
                depth++;
            } else if (c == ']') {
                depth--;
            }
        }
    }

    /** Whether a quantifier follows, other than {@code ?}; one with a bound counts for groups only. */
    private boolean isRepeated(boolean boundedToo) {
        boolean repeated = false;
        while (position < regex.length() && "*+?{".indexOf(regex.charAt(position)) >= 0) {
            char c = regex.charAt(position);
            int end = c == '{' ? regex.indexOf('}', position) : position;
            if (c == '{' && (end < 0 || !regex.substring(position + 1, end).matches("\\d*,?\\d*"))) {
                return repeated;
            }
            boolean unbounded = c == '*' || c == '+' || (c == '{' && regex.startsWith(",}", end - 1));
            repeated |= unbounded || (boundedToo && c == '{');
            position = end + 1;
        }
        return repeated;
    }
}
