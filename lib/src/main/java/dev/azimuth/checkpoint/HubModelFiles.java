package dev.azimuth.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The files of a repository that make a model. Others, pickles above all, are never fetched. */
final class HubModelFiles {
    static final String CONFIG = "config.json";
    static final String TOKENIZER = "tokenizer.json";
    static final String WHOLE = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";

    /** Small files that a model can do without. */
    static final List<String> OPTIONAL = List.of(
            "generation_config.json", "tokenizer_config.json", "special_tokens_map.json", "chat_template.jinja");

    /** Weights that run code of the publisher's choice when Python opens them. */
    static final List<String> PICKLES = List.of("pytorch_model.bin", "pytorch_model.bin.index.json");

    /** More than any of the small files has, and not much to a disk. */
    static final long MOST_TEXT = 1 << 28;

    private HubModelFiles() {}

    static boolean isWeights(String file) {
        return file.endsWith(".safetensors") || file.endsWith(".npz");
    }

    /** The first file that a snapshot needs to be opened and lacks, if any. */
    static Optional<String> missing(Path snapshot) {
        for (String file : List.of(CONFIG, TOKENIZER)) {
            if (!Files.exists(snapshot.resolve(file))) {
                return Optional.of(file);
            }
        }
        if (Files.exists(snapshot.resolve(WHOLE))) {
            return Optional.empty();
        }
        if (!Files.exists(snapshot.resolve(INDEX))) {
            return Optional.of(WHOLE);
        }
        return shards(snapshot.resolve(INDEX)).stream()
                .filter(shard -> !Files.exists(snapshot.resolve(shard)))
                .findFirst();
    }

    /**
     * The files that an index names.
     *
     * @throws CheckpointException when it is damaged, or names a file that does not lie beside it
     */
    static SortedSet<String> shards(Path index) {
        return new TreeSet<>(SafetensorsIndex.read(index).values());
    }
}
