package dev.azimuth.sae;

import static dev.azimuth.hook.HookName.residPost;
import static org.assertj.core.api.Assertions.assertThat;

import dev.azimuth.dataset.Datasets;
import dev.azimuth.dataset.Prompts;
import dev.azimuth.dataset.Split;
import dev.azimuth.model.Activations;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.SmolLm2;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Autoencoders of the default model. With {@code -Dazimuth.table} one is trained on all texts of the data sets, which takes
 * minutes, and its scores are printed; the harvest is kept under {@code target}.
 */
class SmolLm2SaeTest {
    private final HookedTransformer model = SmolLm2.open();

    @Test
    void secondsOfTrainingBringMostOfTheLossBack() {
        List<String> texts = Datasets.prompts("perplexity").texts();
        Activations activations =
                model.harvest(texts.subList(0, 10)).at(residPost(10)).everyToken();
        SparseAutoencoder sae = SaeTrainer.on(model)
                .of(activations)
                .expansion(1)
                .epochs(8)
                .batchSize(256)
                .learningRate(3e-3)
                .train()
                .sae();
        SaeScores scores = sae.evaluate(model, texts.subList(30, 34));
        assertThat(scores.recovered().value()).as("%s", scores).isGreaterThan(0.5);
        assertThat(scores.explained().value()).as("%s", scores).isGreaterThan(0.3);
        assertThat(scores.l0().value()).isBetween(16.0, 32.0);
    }

    @Test
    @EnabledIfSystemProperty(named = "azimuth.table", matches = ".*")
    void printsTheScoresOfOneOfAllTexts() {
        Stream<String> ofContrasts = Datasets.contrasts(Datasets.contrastNames().toArray(String[]::new)).stream()
                .flatMap(contrast -> Stream.concat(contrast.positives().stream(), contrast.negatives().stream()));
        Stream<String> plain = Datasets.promptNames().stream().flatMap(name -> Datasets.prompts(name).texts().stream());
        Prompts all =
                new Prompts("all", Stream.concat(ofContrasts, plain).distinct().toList());
        Split<Prompts> split = all.split(0.8, 0.1, 0.1);
        Activations activations = model.harvest(split.train().texts())
                .at(residPost(14))
                .to(Path.of("target/sae-harvest"))
                .everyToken();
        System.out.println(activations + ", " + activations.count() + " rows");
        for (SaeTrainer trainer : List.of(
                SaeTrainer.on(model).of(activations),
                SaeTrainer.on(model).of(activations).l1(4))) {
            long start = System.nanoTime();
            TrainedSae trained = trainer.train();
            System.out.printf("%s%n%s%n%d s%n", trainer, trained, (System.nanoTime() - start) / 1_000_000_000);
            System.out.println(
                    trained.sae().evaluate(model, split.test().take(60).texts()));
        }
    }
}
