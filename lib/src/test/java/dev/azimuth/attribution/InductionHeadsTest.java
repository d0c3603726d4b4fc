package dev.azimuth.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.azimuth.attribution.HeadScores.Kind;
import dev.azimuth.hook.Intervention;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.SmolLm2;
import dev.azimuth.tensor.Estimate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A circuit that is known to be in language models is found in SmolLM2, and is what the score says. */
class InductionHeadsTest {
    private static final int ABLATED = 6;

    private final HookedTransformer model = SmolLm2.open();

    @Test
    void headsThatScoreHighCarryTheRepetition() {
        HeadScores scores = HeadScores.of(model, RepeatedTokens.of(model, 3, 20, 0));
        List<Head> induction = scores.top(Kind.INDUCTION, ABLATED);
        for (Head head : induction) {
            assertThat(scores.score(Kind.INDUCTION, head.layer(), head.head()).low())
                    .as(head.toString())
                    .isGreaterThan(0.4);
        }
        assertThat(scores.top(Kind.PREVIOUS_TOKEN, 1))
                .allSatisfy(head -> assertThat(scores.score(Kind.PREVIOUS_TOKEN, head.layer(), head.head())
                                .value())
                        .isGreaterThan(0.5));

        RepeatedTokens others = RepeatedTokens.of(model, 3, 20, 1);
        Estimate whole = others.loss(model);
        Estimate without = others.loss(without(induction));
        assertThat(whole.value()).isLessThan(6); // chance is ln 49152 = 10.8
        assertThat(without.low()).isGreaterThan(whole.high());
        double hurt = without.value() - whole.value();
        for (int seed = 0; seed < 2; seed++) {
            assertThat(hurt)
                    .isGreaterThan(3
                            * Math.abs(others.loss(without(random(induction, seed)))
                                            .value()
                                    - whole.value()));
        }
    }

    private HookedTransformer without(List<Head> heads) {
        return model.with(heads.stream().map(Head::zeroed).toArray(Intervention[]::new));
    }

    /** As many others. */
    private List<Head> random(List<Head> except, int seed) {
        List<Head> all = new ArrayList<>();
        for (int layer = 0; layer < model.config().nLayers(); layer++) {
            for (int head = 0; head < model.config().nHeads(); head++) {
                all.add(new Head(layer, head));
            }
        }
        all.removeAll(except);
        Collections.shuffle(all, new Random(seed));
        return all.subList(0, except.size());
    }
}
