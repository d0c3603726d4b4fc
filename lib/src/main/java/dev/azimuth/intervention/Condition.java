package dev.azimuth.intervention;

import dev.azimuth.hook.HookName;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a text's prompt must fulfil for an edit to act on it, as in conditional activation steering (CAST: Lee et al.,
 * 2024, arXiv 2409.05907). {@link PromptReading#prompt} makes single ones, which can be combined:
 *
 * <pre>{@code prompt(harm).cosineAbove(0.1).and(prompt(fiction).projectionAbove(2).not())}</pre>
 */
public sealed interface Condition permits PromptCondition, Condition.Not, Condition.Both, Condition.Either {
    /** Whether it holds, given which of its parts do. */
    boolean holds(Predicate<PromptCondition> part);

    /** What it is made of. */
    List<PromptCondition> parts();

    /** Where it reads. */
    default List<HookName> sites() {
        return parts().stream().map(PromptCondition::site).distinct().toList();
    }

    /** Both hold. */
    default Condition and(Condition other) {
        return new Both(this, other);
    }

    /** One of them holds, or both. */
    default Condition or(Condition other) {
        return new Either(this, other);
    }

    /** It does not hold. */
    default Condition not() {
        return new Not(this);
    }

    /** See {@link #not()}. */
    record Not(Condition condition) implements Condition {
        @Override
        public boolean holds(Predicate<PromptCondition> part) {
            return !condition.holds(part);
        }

        @Override
        public List<PromptCondition> parts() {
            return condition.parts();
        }

        @Override
        public String toString() {
            return "not (" + condition + ")";
        }
    }

    /** See {@link #and}. */
    record Both(Condition first, Condition second) implements Condition {
        @Override
        public boolean holds(Predicate<PromptCondition> part) {
            return first.holds(part) && second.holds(part);
        }

        @Override
        public List<PromptCondition> parts() {
            return Stream.concat(first.parts().stream(), second.parts().stream())
                    .toList();
        }

        @Override
        public String toString() {
            return "(" + first + ") and (" + second + ")";
        }
    }

    /** See {@link #or}. */
    record Either(Condition first, Condition second) implements Condition {
        @Override
        public boolean holds(Predicate<PromptCondition> part) {
            return first.holds(part) || second.holds(part);
        }

        @Override
        public List<PromptCondition> parts() {
            return Stream.concat(first.parts().stream(), second.parts().stream())
                    .toList();
        }

        @Override
        public String toString() {
            return "(" + first + ") or (" + second + ")";
        }
    }
}
