package dev.azimuth.interference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollateralLogTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("trials.jsonl");
    }

    private static double value(CollateralLog log, String name, double measured) {
        return log.trial(name, () -> CollateralLog.object().put("x", measured))
                .path("x")
                .asDouble();
    }

    @Test
    void whatIsLoggedIsNotMeasuredAgain() throws IOException {
        CollateralLog log = CollateralLog.open(file(), "study");
        assertThat(value(log, "one", 1)).isEqualTo(1);
        assertThat(value(log, "one", 2)).isEqualTo(1);
        CollateralLog again = CollateralLog.open(file(), "study");
        assertThat(again.size()).isEqualTo(1);
        assertThat(value(again, "one", 3)).isEqualTo(1);
        assertThat(value(again, "two", 4)).isEqualTo(4);
        assertThat(Files.readAllLines(file()))
                .containsExactly(
                        "{\"study\":\"study\"}", "{\"trial\":\"one\",\"x\":1.0}", "{\"trial\":\"two\",\"x\":4.0}");
    }

    @Test
    void aLineThatWasCutOffIsDropped() throws IOException {
        value(CollateralLog.open(file(), "study"), "one", 1);
        Files.writeString(file(), Files.readString(file()) + "{\"trial\":\"two\",\"x\":");
        CollateralLog log = CollateralLog.open(file(), "study");
        assertThat(value(log, "two", 5)).isEqualTo(5);
        assertThat(CollateralLog.open(file(), "study").size()).isEqualTo(2);
    }

    @Test
    void anotherStudyAndAnotherFileAreRefused() throws IOException {
        CollateralLog.open(file(), "study");
        assertThatThrownBy(() -> CollateralLog.open(file(), "other"))
                .hasMessageContaining("is the log of another study:\nstudy\nThis one is:\nother\nGive another file.");
        Files.writeString(file(), "{\"study\":\"study\"}\nnot json\n");
        assertThatThrownBy(() -> CollateralLog.open(file(), "study")).hasMessageContaining("line 2: not JSON.");
        Files.writeString(file(), "{\"study\":\"study\"}\n{\"x\":1}\n");
        assertThatThrownBy(() -> CollateralLog.open(file(), "study"))
                .hasMessageContaining("line 2: no trial. Is it a log of trials?");
        Path missing = folder.resolve("none").resolve("trials.jsonl");
        assertThatThrownBy(() -> CollateralLog.open(missing, "study")).hasMessageContaining("Cannot add a trial to");
    }
}
