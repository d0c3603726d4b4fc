package dev.azimuth.hook;

import static dev.azimuth.hook.HookName.residPost;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import dev.azimuth.tensor.HostArray;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromptEndsTest {
    private final HookedTransformer model = TinyModel.open();

    /** Which tokens of a prompt of {@code n} are changed. */
    private List<Integer> changed(Positions positions, int n) {
        HookedTransformer zeroed =
                model.with(Hook.at(residPost(1)).positions(positions).zero());
        HostArray stream =
                zeroed.runWithCache("x".repeat(n), residPost(1)).cache().host(residPost(1));
        List<Integer> found = new ArrayList<>();
        for (int token = 0; token < n; token++) {
            if (stream.at(0, token, 0) == 0) {
                found.add(token);
            }
        }
        return found;
    }

    @Test
    void aLongPromptHasAllOfThem() {
        assertThat(changed(new PromptEnds(2, 3).all(), 9)).containsExactly(0, 1, 6, 7, 8);
        assertThat(changed(new PromptEnds(0, 1).all(), 9)).containsExactly(8);
        assertThat(changed(new PromptEnds(2, 0).all(), 9)).containsExactly(0, 1);
    }

    @Test
    void aShortPromptIsSharedByBoth() {
        assertThat(changed(new PromptEnds(7, 7).all(), 5)).containsExactly(0, 1, 2, 3, 4);
        assertThat(changed(new PromptEnds(1, 7).all(), 5)).containsExactly(0, 2, 3, 4); // at most ⌈5/2⌉ at the end
        assertThat(changed(new PromptEnds(1, 1).all(), 1)).containsExactly(0);
        assertThat(new PromptEnds(1, 2).unchanged(1)).isZero();
    }

    @Test
    void eachHasItsOwnToken() {
        List<Positions> each = new PromptEnds(1, 2).each();
        assertThat(each.stream().map(positions -> changed(positions, 6)))
                .containsExactly(List.of(0), List.of(4), List.of(5));
        assertThat(each.stream().map(positions -> changed(positions, 1)))
                .containsExactly(List.of(), List.of(), List.of(0));
    }

    @Test
    void knowsWhatComesBefore() {
        assertThat(new PromptEnds(0, 3).unchanged(10)).isEqualTo(7);
        assertThat(new PromptEnds(0, 3).unchanged(2)).isEqualTo(1);
        assertThat(new PromptEnds(1, 3).unchanged(10)).isZero();
    }

    @Test
    void saysWhatItIs() {
        assertThat(new PromptEnds(0, 1)).hasToString("last prompt token");
        assertThat(new PromptEnds(7, 7)).hasToString("first 7 and last 7 prompt tokens");
        assertThatThrownBy(() -> Positions.described("at prompt token 0 of the last prompt token"))
                .hasMessage("Prompt token 0 is not among the last prompt token.");
        assertThatThrownBy(() -> new PromptEnds(0, 0)).hasMessageContaining("lastTokens(1)");
    }
}
