package dev.azimuth.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.azimuth.checkpoint.Checkpoint;
import dev.azimuth.family.Families;
import dev.azimuth.family.ModelFamily;
import dev.azimuth.family.WeightName;
import dev.azimuth.tensor.Scope;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightLoaderTest {
    /** Each with a layout of its own in the file: as it is, transposed, head by head, one tensor for each expert. */
    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2", "gpt_neox", "mixtral"})
    void rowByRowTheWeightsAreTheSame(String reference) throws IOException {
        Path folder = Path.of("src/test/resources/families").resolve(reference);
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            Weights whole = load(checkpoint, Long.MAX_VALUE);
            Weights byRow = load(checkpoint, 1);
            for (WeightName name : whole.names()) {
                float[] expected = whole.get(name).toFloatArray();
                assertThat(byRow.get(name).toFloatArray()).as(name.toString()).isEqualTo(expected);
                assertThat(expected).as(name.toString()).isNotEmpty();
            }
        }
    }

    private static Weights load(Checkpoint checkpoint, long mostValues) throws IOException {
        var json = new ObjectMapper()
                .readTree(checkpoint.path().resolve("config.json").toFile());
        ModelFamily family = Families.ofHub(json.path("model_type").asText(), "config.json");
        return new WeightLoader(checkpoint, family, family.fromHub(json, "config.json"), mostValues)
                .load(Scope.defaultDevice(), Precision.FLOAT32);
    }
}
