package dev.azimuth.interference;

import dev.azimuth.dataset.Datasets;
import dev.azimuth.dataset.Prompts;
import dev.azimuth.dataset.Split;
import dev.azimuth.discovery.DirectionSearch;
import dev.azimuth.discovery.Directions;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.model.SmolLm2;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Prints what it costs to remove concepts from the default model: all arms on eight concepts, each step of the
 * recommended edit left out, and the frontier with its searches. Trials are kept in the folder that {@code
 * -Dazimuth.trials=FOLDER} names, so that a run that was stopped goes on there; half an hour on one core.
 *
 * <p>The eight are those of the thirteen contrasts that a direction of this model tells apart best on topics it was not
 * fitted on (the data sets' README); nothing here was looked at to choose them.
 */
@EnabledIfSystemProperty(named = "azimuth.trials", matches = ".+")
class RemovalTableTest {
    private static final int LAYER = 17; // three fifths of the depth
    private static final int LAST = 29;
    private static final double HALF = 0.5;

    private static Directions[] search(String... names) {
        return Stream.of(names)
                .map(name -> DirectionSearch.on(SmolLm2.open())
                        .of(Datasets.contrast(name).take(100).split(0.5, 0.2, 0.3))
                        .at(site ->
                                site.point() == HookPoint.RESID_POST && (site.layer() == LAYER || site.layer() == LAST))
                        .meanDifference())
                .toArray(Directions[]::new);
    }

    private static Path file(String name) {
        return Path.of(System.getProperty("azimuth.trials")).resolve(name + ".jsonl");
    }

    @Test
    void eightConcepts() {
        Directions[] eight = search(
                "language", "code", "question", "sentiment", "reasoning", "false-refusal", "creativity", "refusal");
        for (Directions each : eight) {
            System.out.println(each.name() + ": validation AUC " + each.validationAuc(each.at(LAYER))
                    + " where edited, " + each.validationAuc(each.at(LAST)) + " in the last layer");
        }
        System.out.println(CollateralTable.of(eight)
                .layer(LAYER)
                .log(file("eight-concepts"))
                .run());
    }

    @Test
    void eachStep() {
        System.out.println(CollateralTable.of(search("language", "question", "sentiment"))
                .layer(LAYER)
                .arms(LeastCollateral.stepByStep().toArray(CollateralArm[]::new))
                .log(file("steps"))
                .run());
    }

    @Test
    void frontierAndSearches() {
        Directions[] found = search("language", "code", "question");
        Split<Prompts> parts = Datasets.prompts("neutral").split(0.5, 0.2, 0.3);
        CollateralBench bench = CollateralBench.of(
                found[0],
                List.of(found[1], found[2]),
                new Split<>(
                        parts.train().take(48),
                        parts.validation().take(12),
                        parts.test().take(24)));
        Frontier frontier = Frontier.of(bench)
                .arms("ablation", "mean ablation", "least-collateral")
                .gates(0.5)
                .strengths(0.6, 0.9, 1.2)
                .layers(LAYER)
                .budget("code", 0.5)
                .log(file("frontier"));
        FrontierResult grid = frontier.run();
        System.out.println(grid.table().printAll());
        System.out.println("hypervolume below 0.1 nats: " + grid.hypervolume(0.1));
        System.out.println(grid.matched(HALF).printAll());
        for (FrontierSearch how : new FrontierSearch[] {FrontierSearch.random(), FrontierSearch.tpe()}) {
            FrontierResult searched = frontier.search(how, HALF, 15);
            System.out.println(how + "\n" + searched.table().printAll() + "\n" + searched.advise(HALF));
        }
    }
}
