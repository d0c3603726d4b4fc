package dev.azimuth.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.azimuth.checkpoint.Gguf;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No tokenizer.json ends the process, whatever is in it. */
class TokenizerFuzzTest {
    private static final long SEED = 20260101;
    private static final int SECONDS = 5;

    @TempDir
    Path folder;

    @Test
    void mutatedFilesAreRefusedOrWork() throws Exception {
        var corpus = Files.createDirectories(folder.resolve("corpus"));
        for (var name : new String[] {"sentencepiece-bpe", "unigram", "byte-level"}) {
            var gguf = Path.of(
                    getClass().getResource("/tokenizers/" + name + ".gguf").toURI());
            try (var file = Gguf.open(gguf)) {
                Tokenizer.fromGguf(file.metadata()).save(folder);
            }
            Files.move(folder.resolve("tokenizer.json"), corpus.resolve(name + ".json"));
        }
        for (var name : new String[] {"word-piece", "word-level", "many-steps"}) {
            Files.copy(
                    Path.of(getClass()
                            .getResource("/tokenizers/" + name + ".json")
                            .toURI()),
                    corpus.resolve(name + ".json"));
        }
        var output = folder.resolve("output.txt");
        int status = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TokenizerFuzz.class.getName(),
                        folder.toString(),
                        corpus.toString(),
                        Long.toString(Long.getLong("azimuth.fuzz.seed", SEED)),
                        Integer.toString(Integer.getInteger("azimuth.fuzz.seconds", SECONDS)))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        assertThat(status)
                .as(() -> read(output) + "\n" + read(folder.resolve("tokenizer.json")))
                .isZero();
        assertThat(read(output)).containsPattern("loaded [1-9]\\d*, refused [1-9]\\d*");
    }

    private static String read(Path file) {
        try {
            var text = Files.readString(file);
            return text.substring(0, Math.min(text.length(), 20_000));
        } catch (java.io.IOException e) {
            return "no " + file + " in " + new File(".").getAbsolutePath();
        }
    }
}
