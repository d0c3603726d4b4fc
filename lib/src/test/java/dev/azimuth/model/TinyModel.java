package dev.azimuth.model;

import dev.azimuth.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The tiny random models of the reference values, with a tokenizer that gives every byte a token: real, fast models. */
public final class TinyModel {
    private static final Path REFERENCES = Path.of("src/test/resources/families");

    private static final String GGUF = "/model.gguf";

    private TinyModel() {}

    /** The Llama. */
    public static HookedTransformer open() {
        return open("llama");
    }

    /** The model of this reference: its GGUF file, if the name is that of one, or else a folder made for it. */
    public static HookedTransformer open(String reference) {
        if (reference.endsWith(GGUF)) {
            return HookedTransformer.open(REFERENCES.resolve(reference));
        }
        try {
            Path folder = Files.createTempDirectory("tiny-" + reference);
            try {
                for (String file : List.of("config.json", "model.safetensors")) {
                    Files.copy(REFERENCES.resolve(reference).resolve(file), folder.resolve(file));
                }
                tokenizer().save(folder);
                return HookedTransformer.open(folder);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of all references. */
    public static List<String> references() throws IOException {
        try (Stream<Path> folders = Files.list(REFERENCES)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    /** The names of all GGUF files. */
    public static List<String> gguf() throws IOException {
        return references().stream()
                .map(reference -> reference + GGUF)
                .filter(file -> Files.exists(REFERENCES.resolve(file)))
                .toList();
    }

    /** The names of all references and GGUF files. */
    public static List<String> all() throws IOException {
        return Stream.concat(references().stream(), gguf().stream()).sorted().toList();
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /** Padding, beginning, end, then the 256 bytes as the byte-level alphabet spells them. */
    private static Tokenizer tokenizer() {
        List<String> tokens = new ArrayList<>(List.of("<pad>", "<bos>", "<eos>"));
        int unprintable = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
            tokens.add(String.valueOf((char) (printable ? b : unprintable++)));
        }
        List<Integer> types =
                IntStream.range(0, tokens.size()).mapToObj(i -> i < 3 ? 3 : 1).toList();
        return Tokenizer.fromGguf(Map.of(
                "tokenizer.ggml.model",
                "gpt2",
                "tokenizer.ggml.pre",
                "gpt-2",
                "tokenizer.ggml.tokens",
                tokens,
                "tokenizer.ggml.token_type",
                types,
                "tokenizer.ggml.merges",
                List.of(),
                "tokenizer.ggml.bos_token_id",
                1,
                "tokenizer.ggml.eos_token_id",
                2,
                "tokenizer.ggml.padding_token_id",
                0));
    }
}
