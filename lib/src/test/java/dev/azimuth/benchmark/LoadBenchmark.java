package dev.azimuth.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.checkpoint.Checkpoint;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.progress.Progress;
import dev.azimuth.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * How long a model takes to load, and how much memory at most, in a process of its own (Linux):
 *
 * <pre>
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath -pl lib
 * cd lib
 * java -cp target/test-classes:target/classes:$(cat target/classpath) dev.azimuth.benchmark.LoadBenchmark PATH
 * </pre>
 */
final class LoadBenchmark {
    private static final double MEGABYTE = 1e6;

    private static long weightsBegan;
    private static long weightsEnded;

    private LoadBenchmark() {}

    /** The argument is a GGUF file or a model's folder. */
    public static void main(String[] arguments) throws IOException {
        Path path = Path.of(arguments[0]);
        long start = System.nanoTime();
        try (Scope scope = Scope.on(Scope.defaultDevice())) {
            scope.manager().ones(new Shape(1)).toFloatArray();
        }
        report("engine starts", start, System.nanoTime());

        start = System.nanoTime();
        Checkpoint.open(path).close();
        report("header is read and checked", start, System.nanoTime());

        Progress.listener(LoadBenchmark::watch);
        start = System.nanoTime();
        HookedTransformer model = HookedTransformer.open(path);
        report("weights are mapped, decoded and checked", weightsBegan, weightsEnded);
        report("all of it, with the tokenizer", start, System.nanoTime());

        double weights = model.weights().names().stream()
                        .mapToLong(name -> model.weights().<Long>read(name, NDArray::size) * Float.BYTES)
                        .sum()
                / MEGABYTE;
        System.out.printf("%-42s %5.0f MB%n", "weights in memory", weights);
        System.out.printf("%-42s %5.0f MB%n", "most memory resident", mostResident() / MEGABYTE);
        System.out.printf("%-42s %5.0f MB%n", "1.3 times the weights + 700 MB", 1.3 * weights + 700);
    }

    private static void watch(String label, int done, int total) {
        if (label.equals("loading weights")) {
            weightsBegan = done == 0 ? System.nanoTime() : weightsBegan;
            weightsEnded = System.nanoTime();
        }
    }

    private static void report(String what, long from, long to) {
        System.out.printf("%-42s %5.0f ms%n", what, (to - from) / 1e6);
    }

    /** The highest that the process's resident memory has been, as Linux counts it. */
    private static double mostResident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> Arrays.asList(line.split("\\s+")).get(1))
                .mapToDouble(kilobytes -> Double.parseDouble(kilobytes) * 1024)
                .findFirst()
                .orElse(Double.NaN);
    }
}
