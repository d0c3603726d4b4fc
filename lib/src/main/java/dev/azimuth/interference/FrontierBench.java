package dev.azimuth.interference;

/** Where edits are judged: on data to choose by, and on data to report. */
public interface FrontierBench {
    /** The part of the data that an edit is judged on. */
    enum Part {
        VALIDATION,
        TEST
    }

    /** What this edit achieves and costs; the same whenever it is asked. */
    FrontierScore score(FrontierChoice choice, Part part);

    /** What the target effect is, with its unit, such as {@code share of the class gap removed}. */
    String effectName();

    /** What the collateral is, with its unit. */
    String collateralName();

    /** What scores must have in common to belong to one study: model, data, settings. */
    String study();
}
