package dev.azimuth.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PromptsTest {
    private static Prompts made(int n) {
        return new Prompts(
                "made", IntStream.range(0, n).mapToObj(i -> "text " + i).toList());
    }

    @Test
    void takesTheFirst() {
        assertThat(made(5).take(2).texts()).containsExactly("text 0", "text 1");
        assertThatThrownBy(() -> made(5).take(0)).hasMessage("n is 0; it must be from 1 to 5.");
        assertThat(made(5)).hasToString("made: 5 prompts");
        assertThat(made(1)).hasToString("made: 1 prompt");
    }

    @Test
    void halvesAreDisjointAndEqual() {
        Prompts.Halves halves = made(9).halves();
        assertThat(halves.fit().size()).isEqualTo(5);
        assertThat(halves.measure().size()).isEqualTo(4);
        assertThat(Stream.concat(halves.fit().texts().stream(), halves.measure().texts().stream()))
                .containsExactlyInAnyOrderElementsOf(made(9).texts());
        assertThat(made(9).halves(0)).isEqualTo(halves);
        assertThat(made(9).halves(1)).isNotEqualTo(halves);
    }

    @Test
    void aSplitMeetsTheSharesExactly() {
        Split<Prompts> split = made(20).split(0.5, 0.3, 0.2);
        assertThat(split.train().size()).isEqualTo(10);
        assertThat(split.validation().size()).isEqualTo(6);
        assertThat(split.test().size()).isEqualTo(4);
        assertThat(Stream.of(split.train(), split.validation(), split.test()).flatMap(part -> part.texts().stream()))
                .containsExactlyInAnyOrderElementsOf(made(20).texts());
    }

    @Test
    void onePromptHasNoHalves() {
        assertThatThrownBy(() -> made(1).halves())
                .hasMessage("made: 1 group cannot fill 2 parts, since no group may be in two of them.");
    }

    @Test
    void equalPromptsStayTogether() {
        Prompts twice = new Prompts("twice", List.of("one", "two", "one", "two"));
        assertThat(twice.halves().fit().texts().stream().distinct()).hasSize(1);
    }

    @Test
    void emptyPromptsAreRefused() {
        assertThatThrownBy(() -> new Prompts("made", List.of())).hasMessage("made: no prompts.");
        assertThatThrownBy(() -> new Prompts("made", List.of("one", "\t"))).hasMessage("made: prompt 1 is empty.");
    }

    @Test
    void aTableHasOneRowAPrompt() {
        assertThat(made(3).table().stringColumn("text").asList()).isEqualTo(made(3).texts());
    }
}
