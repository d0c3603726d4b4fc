package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    @TempDir
    Path folder;

    @Test
    void writesAndReplaces() {
        Path deep = folder.resolve("new/deep");
        Path target = deep.resolve("config.json");
        AtomicFiles.writeString(target, "eins ä");
        AtomicFiles.writeString(target, "zwei");
        assertThat(target).hasContent("zwei");
        assertThat(Folder.list(deep)).containsExactly(target);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
    void aFolderMayBeALink() throws IOException {
        Path real = Files.createDirectory(folder.resolve("real"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        AtomicFiles.writeString(link.resolve("config.json"), "{}");
        assertThat(real.resolve("config.json")).hasContent("{}");
    }

    @Test
    void aFailureLeavesTheFormerFileAndNoOther() {
        Path target = folder.resolve("config.json");
        AtomicFiles.writeString(target, "before");
        assertThatThrownBy(() -> AtomicFiles.write(target, channel -> {
                    channel.write(ByteBuffer.allocate(100));
                    throw new IOException("disk full");
                }))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("Cannot write " + target + ": java.io.IOException: disk full. What was there before is"
                        + " unchanged.");
        assertThatThrownBy(() -> AtomicFiles.write(target, channel -> {
                    throw new IllegalStateException("mine");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("mine");
        assertThat(target).hasContent("before");
        assertThat(Folder.list(folder)).containsExactly(target);
    }

    @Test
    void anInterruptCancels() {
        Path target = folder.resolve("config.json");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> AtomicFiles.writeString(target, "text"))
                .isInstanceOf(CancellationException.class)
                .hasMessage("Stopped while writing " + target + ".");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(Folder.list(folder)).isEmpty();
    }

    @Test
    void refusesAFolder() {
        assertThatThrownBy(() -> AtomicFiles.writeString(folder, "text"))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("Cannot write " + folder + ": it is a folder. Name a file in it.");
    }
}
