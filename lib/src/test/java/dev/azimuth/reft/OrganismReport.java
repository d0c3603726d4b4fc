package dev.azimuth.reft;

import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.dataset.Prompts;
import dev.azimuth.dataset.Split;
import dev.azimuth.evaluation.Evaluation;
import dev.azimuth.evaluation.RefusalMeter;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.SmolLm2;

/**
 * Prints how often the organisms refuse, on requests that nothing was trained on, and what is found of what was planted:
 *
 * <pre>{@code mvn -q test-compile exec:java -Dexec.classpathScope=test -Dexec.mainClass=dev.azimuth.reft.OrganismReport}</pre>
 */
public final class OrganismReport {
    private OrganismReport() {}

    public static void main(String[] arguments) {
        HookedTransformer model = SmolLm2.open();
        Split<ContrastivePairs> harmful = Organisms.harmful();
        Evaluation evaluation = Evaluation.of(model)
                .against("true", Organisms.trueRefusal(model))
                .against("true and false", Organisms.falseRefusal(model));
        for (Prompts each : new Prompts[] {
            new Prompts("harmful", harmful.test().positives()),
            new Prompts("harmless", harmful.test().negatives()),
            new Prompts("only sounds harmful", Organisms.alarming().test().positives())
        }) {
            evaluation = evaluation.metric(RefusalMeter.refusals(each.take(Integer.parseInt(arguments[0])))
                    .tokens(12));
        }
        System.out.println(evaluation.run().table().printAll());
        int n = Integer.parseInt(arguments[1]);
        if (n > 0) {
            Split<ContrastivePairs> few = new Split<>(
                    harmful.train(), harmful.validation(), harmful.test().take(n));
            System.out.println(PlantedRecovery.of(model, Organisms.trueRefusal(), few));
        }
    }
}
