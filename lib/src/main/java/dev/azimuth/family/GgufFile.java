package dev.azimuth.family;

import dev.azimuth.checkpoint.Gguf;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What a family reads of a GGUF file.
 *
 * @param name for messages
 * @param architecture its {@code general.architecture}
 * @param metadata all keys
 * @param tensors the names of all tensors
 * @param numbers the numbers of a tensor; for the few that are settings and no weights
 */
public record GgufFile(
        String name,
        String architecture,
        Map<String, Object> metadata,
        Set<String> tensors,
        Function<String, List<Double>> numbers) {
    /** An open file. */
    public static GgufFile of(Gguf gguf) {
        return new GgufFile(
                gguf.path().getFileName().toString(),
                gguf.string("general.architecture"),
                gguf.metadata(),
                gguf.names(),
                name -> numbers(gguf, name));
    }

    private static List<Double> numbers(Gguf gguf, String name) {
        FloatBuffer floats = gguf.finiteFloats(name).asFloatBuffer();
        List<Double> numbers = new ArrayList<>();
        while (floats.hasRemaining()) {
            numbers.add(shortest(floats.get()));
        }
        return numbers;
    }

    /** A float32's shortest decimal is what the model's author wrote: 1e-5, not 9.999999747378752e-6. */
    static double shortest(float stored) {
        return Double.parseDouble(Float.toString(stored));
    }
}
