package dev.azimuth.model;

import dev.azimuth.checkpoint.Checkpoint;
import dev.azimuth.checkpoint.CheckpointException;
import dev.azimuth.checkpoint.RawTensor;
import dev.azimuth.family.ModelConfig;
import dev.azimuth.family.ModelFamily;
import dev.azimuth.family.StoredTensor;
import dev.azimuth.family.WeightName;
import dev.azimuth.family.WeightName.Kind;
import java.util.Optional;
import java.util.Set;

/** An unembedding that a safetensors checkpoint holds although it is tied: a copy of the embedding, or a mistake. */
final class TiedUnembedding {
    private TiedUnembedding() {}

    /**
     * The unembedding among {@code extra} tensors, if the model's is tied and there is one.
     *
     * @throws CheckpointException when it is not the embedding, bit for bit
     */
    static Optional<String> among(
            Set<String> extra, Checkpoint checkpoint, ModelFamily family, ModelConfig config, StoredNames names) {
        if (!config.tiedEmbeddings()) {
            return Optional.empty();
        }
        String unembedding = names.inFile(hubName(Kind.UNEMBED, family, config));
        if (!extra.contains(unembedding)) {
            return Optional.empty();
        }
        String embedding = names.inFile(hubName(Kind.EMBED, family, config));
        if (!same(checkpoint, unembedding, embedding)) {
            throw new CheckpointException(
                    checkpoint.path() + ": the configuration ties the unembedding to the embedding,"
                            + " but '" + unembedding + "' differs from '" + embedding
                            + "'. Transformers would ignore it: delete"
                            + " it to do so here, or set 'tie_word_embeddings' to false to use it.");
        }
        return Optional.of(unembedding);
    }

    private static String hubName(Kind kind, ModelFamily family, ModelConfig config) {
        return family.hubTensors(config.withTiedEmbeddings(false)).stream()
                .filter(stored -> stored.weights().contains(WeightName.of(kind)))
                .map(StoredTensor::name)
                .findFirst()
                .orElseThrow();
    }

    private static boolean same(Checkpoint checkpoint, String one, String other) {
        if (!checkpoint.info(one).shape().equals(checkpoint.info(other).shape())) {
            return false;
        }
        Optional<RawTensor> raw = checkpoint.raw(one);
        boolean sameBytes = raw.isPresent() && raw.equals(checkpoint.raw(other));
        return sameBytes || checkpoint.floats(one).equals(checkpoint.floats(other));
    }
}
