package dev.azimuth.tokenizer;

/**
 * How many attempts an expression can cost where it begins to match, for a backtracking engine: at most
 * {@code choices · n^settled} on {@code n} characters, if it stands last.
 *
 * @param choices the ways to match it, but for how often what has no bound repeats
 * @param settled repeats without a bound that something follows which can fail: each makes the engine go back
 * @param trailing repeats without a bound that nothing follows which can fail
 * @param canFail whether there are places where it does not match
 * @param size its length with every repeat written out as often as it may be
 */
record RegexCost(long choices, int settled, int trailing, boolean canFail, long size) {
    private static final long ENOUGH = 1 << 30; // beyond any limit; keeps products from overflowing

    static final RegexCost NOTHING = new RegexCost(1, 0, 0, false, 0);
    static final RegexCost CHARACTER = new RegexCost(1, 0, 0, true, 1);

    RegexCost {
        choices = Math.min(choices, ENOUGH);
        size = Math.min(size, ENOUGH);
    }

    /** Whether it matches in one way only, so that it may be repeated. */
    boolean isPlain() {
        return choices == 1 && settled == 0 && trailing == 0;
    }

    /** This, and then {@code next}. */
    RegexCost then(RegexCost next) {
        return new RegexCost(
                choices * next.choices,
                settled + next.settled + (next.canFail ? trailing : 0),
                next.trailing + (next.canFail ? 0 : trailing),
                canFail || next.canFail,
                size + next.size);
    }

    /** This, or else {@code other}. */
    RegexCost or(RegexCost other) {
        return new RegexCost(
                choices + other.choices,
                Math.max(settled, other.settled),
                Math.max(trailing, other.trailing),
                canFail || other.canFail,
                size + other.size);
    }

    /** This, which looks ahead or behind, and so can fail whatever it looks for. */
    RegexCost failing() {
        return new RegexCost(choices, settled, trailing, true, size);
    }

    /** This once or not at all. */
    RegexCost optional() {
        return new RegexCost(choices + 1, settled, trailing, false, size);
    }

    /** This, where it is not known whether it may also be left out. */
    RegexCost orSkipped() {
        return new RegexCost(choices + 1, settled, trailing, canFail, size);
    }

    /** This, which is plain, {@code least} to {@code most} times. */
    RegexCost times(int least, int most) {
        return new RegexCost(1L + most - least, 0, 0, canFail && least > 0, size * most);
    }

    /** This, which is plain, {@code least} times or more. */
    RegexCost atLeast(int least) {
        return new RegexCost(1, 0, 1, canFail && least > 0, size * Math.max(1, least));
    }
}
