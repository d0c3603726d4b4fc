package dev.azimuth.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

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

    private static final Pattern SHARD = Pattern.compile("[A-Za-z0-9._-]+\\.safetensors");

    private HubModelFiles() {}

    static boolean isWeights(String file) {
        return file.endsWith(".safetensors");
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
        try {
            if (Files.size(index) > SafetensorsHeader.MAX_BYTES) {
                throw StrictJson.damaged(index.toString(), "has more than " + SafetensorsHeader.MAX_BYTES + " bytes");
            }
            var shards = new TreeSet<String>();
            StrictJson.object(index.toString(), ByteBuffer.wrap(Files.readAllBytes(index)))
                    .path("weight_map")
                    .forEach(file -> shards.add(file.asText()));
            for (String shard : shards) {
                if (!SHARD.matcher(shard).matches()) {
                    throw new CheckpointException(index + ": weight_map names \"" + shard
                            + "\", which is not the plain name of a .safetensors file.");
                }
            }
            if (shards.isEmpty()) {
                throw StrictJson.damaged(index.toString(), "has no weight_map");
            }
            return shards;
        } catch (IOException e) {
            throw new CheckpointException("Cannot read " + index + ": " + e + ".", e);
        }
    }
}
