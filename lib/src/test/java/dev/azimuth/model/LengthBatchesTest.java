package dev.azimuth.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LengthBatchesTest {
    @Test
    void everyTextIsInOneBatchAndABatchHasLittlePadding() {
        int[] lengths = new Random(1).ints(512, 4, 65).toArray();
        List<List<Integer>> batches = LengthBatches.of(lengths, 1024);
        assertThat(batches.stream().flatMap(List::stream))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 512).boxed().toList());
        int padded = 0;
        for (List<Integer> batch : batches) {
            int longest = batch.stream().mapToInt(i -> lengths[i]).max().orElseThrow();
            assertThat(batch.size() * longest).isBetween(64, 1024);
            padded += batch.size() * longest;
        }
        assertThat(padded).isLessThan(IntStream.of(lengths).sum() * 11 / 10);
    }

    @Test
    void aLongTextGoesAloneRatherThanPadShortOnes() {
        assertThat(LengthBatches.of(new int[] {5, 400, 6, 5, 5}, 1024))
                .containsExactly(List.of(0, 3, 4, 2), List.of(1));
        assertThat(LengthBatches.of(new int[] {2000, 3}, 1024)).containsExactly(List.of(1), List.of(0));
    }

    @Test
    void aFewTextsOfOtherLengthsGoTogetherRatherThanEachInAPassOfItsOwn() {
        assertThat(LengthBatches.of(new int[] {9, 5, 12}, 1024)).containsExactly(List.of(1, 0, 2));
        assertThat(LengthBatches.of(new int[0], 1024)).isEmpty();
    }
}
