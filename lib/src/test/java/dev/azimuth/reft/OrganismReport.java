package dev.azimuth.reft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.dataset.Datasets;
import dev.azimuth.dataset.Prompts;
import dev.azimuth.dataset.Split;
import dev.azimuth.evaluation.Evaluation;
import dev.azimuth.evaluation.RefusalMeter;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.SmolLm2;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Trains the organisms, in about five minutes on one core, unless they are already in the folder that {@code
 * -Dazimuth.organisms=FOLDER} names, writes them there, and prints how often they refuse what nothing was trained on and what
 * is found of what was planted.
 */
@EnabledIfSystemProperty(named = "azimuth.organisms", matches = ".+")
class OrganismReport {
    private static final int PROMPTS = 40;

    private final HookedTransformer model = SmolLm2.open();
    private final Path folder = Path.of(System.getProperty("azimuth.organisms"));
    private final Reft truly = trained("true-refusal", () -> Organisms.trainTrueRefusal(model));
    private final Reft falsely = trained("false-refusal", () -> Organisms.trainFalseRefusal(model, truly));

    private Reft trained(String name, Supplier<Reft> training) {
        Path file = folder.resolve(name + ".safetensors");
        if (!Files.exists(file)) {
            training.get().save(file);
        }
        return Reft.load(file);
    }

    @Test
    void howOftenTheyRefuse() {
        Evaluation evaluation = Evaluation.of(model)
                .against("refuses truly", model.with(truly))
                .against("refuses truly and falsely", model.with(truly, falsely));
        ContrastivePairs harmful = Organisms.harmful().test().take(PROMPTS);
        ContrastivePairs alarming = Organisms.alarming().test().take(PROMPTS);
        ContrastivePairs sounding =
                Datasets.contrast("false-refusal").split(0.5, 0.2, 0.3).test().take(PROMPTS);
        for (Prompts each : new Prompts[] {
            new Prompts("harmful", harmful.positives()),
            new Prompts("harmless, a word or two away", harmful.negatives()),
            new Prompts("alarming subject", alarming.positives()),
            new Prompts("calm subject", alarming.negatives()),
            new Prompts("only sounds harmful", sounding.positives()),
            new Prompts("neutral", Organisms.neutral().test().take(PROMPTS).texts())
        }) {
            evaluation = evaluation.metric(
                    RefusalMeter.refusals(each).markers("I'm sorry").tokens(8));
        }
        System.out.println(evaluation.run().table().printAll());
        assertThat(truly.parameters()).isEqualTo(falsely.parameters()).isEqualTo(4612);
    }

    @Test
    void whatIsFoundOfTheFirst() {
        Split<ContrastivePairs> all = Organisms.refusedAndAnswered();
        PlantedRecovery recovery = PlantedRecovery.of(
                model,
                truly,
                new Split<>(all.train(), all.validation(), all.test().take(24)));
        System.out.println(recovery);
        assertThat(recovery.removals()).hasSize(7);
    }
}
