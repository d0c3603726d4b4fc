package dev.azimuth.interference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.tensor.Estimate;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final Estimate READ = new Estimate(0.9, 0.8, 1, 20);
    private static final CoOccurrence APART = CoOccurrence.ofReader(new double[] {1, 0, 1, 0});

    private static Touch touch(double leakIn, double leakOut, Estimate vif) {
        return new Touch(0.1, 0.2, 0.1, 0.2, leakIn, 0.2, leakOut, 0.2, vif);
    }

    private static Estimate vif(double value, double high) {
        return new Estimate(value, 1, high, 20);
    }

    @Test
    void separableWhereProtectionIsCheapAndNothingLeaks() {
        assertThat(Verdict.of(READ, touch(0.1, -0.1, vif(1.1, 1.9)), APART))
                .hasToString("separable (protecting it costs 1.10 [1.00, 1.90], and what leaks is within chance)");
    }

    @Test
    void costlyForEachReasonByName() {
        assertThat(Verdict.of(READ, touch(0.1, 0.1, vif(1.1, 2.5)), APART))
                .hasToString("costly (the price of protecting it may be 2.0 or more: 1.10 [1.00, 2.50])");
        assertThat(Verdict.of(READ, touch(0.3, -0.4, vif(1.1, 1.5)), APART))
                .hasToString("costly (the target's reader sees it beyond chance: 0.30, chance ±0.20; "
                        + "its reader sees the target beyond chance: -0.40, chance ±0.20)");
    }

    @Test
    void inseparableWhereThePriceIsTenfoldOrACombinationHasNoText() {
        assertThat(Verdict.of(READ, touch(0.1, 0.1, vif(11, 20)), APART).kind()).isEqualTo(Verdict.Kind.INSEPARABLE);
        ContrastivePairs one = ContrastivePairs.of("one", List.of("a", "b"), List.of("c", "d"));
        ContrastivePairs same = ContrastivePairs.of("same", List.of("a", "b"), List.of("c", "d"));
        CoOccurrence together = CoOccurrence.of(one, same);
        assertThat(together.phi()).isEqualTo(1);
        assertThat(Verdict.of(READ, touch(0.1, 0.1, vif(1, 1)), together))
                .hasToString("inseparable from this data (of the four combinations of both labels one has no text)");
    }

    @Test
    void notPredictableWhereTheFeatureIsNotRead() {
        assertThat(Verdict.of(new Estimate(0.6, 0.45, 0.7, 20), touch(0, 0, vif(1, 1)), APART))
                .hasToString(
                        "not predictable (its own reader is not above chance on validation texts: AUC 0.60 [0.45, 0.70])");
    }

    @Test
    void aLeakWithoutABandIsNotHeldAgainstIt() {
        Touch unlabelled = new Touch(0.1, 0.2, 0.1, 0.2, 0.1, 0.2, 5, Double.NaN, vif(1, 1.2));
        assertThat(Verdict.of(READ, unlabelled, APART).kind()).isEqualTo(Verdict.Kind.SEPARABLE);
    }

    @Test
    void labelsOfSharedTextsAreCounted() {
        ContrastivePairs one = ContrastivePairs.of("one", List.of("a", "b", "e"), List.of("c", "d", "f"));
        ContrastivePairs other = ContrastivePairs.of("other", List.of("a", "c"), List.of("b", "d"));
        CoOccurrence together = CoOccurrence.of(one, other);
        assertThat(together.phi()).isZero();
        assertThat(together.texts()).isEqualTo(4);
        assertThat(together.hasEmptyCell()).isFalse();
        assertThat(CoOccurrence.of(one, ContrastivePairs.of("else", List.of("x"), List.of("y")))
                        .texts())
                .isZero();
    }
}
