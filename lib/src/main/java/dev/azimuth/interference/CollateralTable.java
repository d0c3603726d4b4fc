package dev.azimuth.interference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.azimuth.dataset.Datasets;
import dev.azimuth.dataset.Prompts;
import dev.azimuth.dataset.Split;
import dev.azimuth.discovery.Directions;
import dev.azimuth.progress.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The trial of edits on a real model: each arm removes each of several concepts, at the strength at which all remove the
 * same share of the class gap that test texts have in the last layer, and is judged by the divergence on neutral prompts
 * that nothing was fitted to. While one concept is removed, the others are protected.
 *
 * <pre>{@code CollateralTable.of(sentiment, language, code).log(Path.of("trials.jsonl")).run()}</pre>
 */
public final class CollateralTable {
    private final List<Directions> concepts;
    private final List<CollateralArm> arms;
    private final Split<Prompts> neutral;
    private final int layer;
    private final double removal;
    private final @Nullable Path file;

    private CollateralTable(
            List<Directions> concepts,
            List<CollateralArm> arms,
            Split<Prompts> neutral,
            int layer,
            double removal,
            @Nullable Path file) {
        this.concepts = List.copyOf(concepts);
        this.arms = List.copyOf(arms);
        this.neutral = neutral;
        this.layer = layer;
        this.removal = removal;
        this.file = file;
    }

    /**
     * Of these concepts, whose directions were found in one model: two thirds removed in one layer at three fifths of the depth,
     * on 48, 12 and 24 of the neutral prompts to fit to, to choose by and to report.
     */
    public static CollateralTable of(Directions... concepts) {
        if (concepts.length < 2) {
            throw new IllegalArgumentException("A table of " + concepts.length
                    + " concepts; give at least two, since each is removed while the others are protected.");
        }
        Split<Prompts> third = Datasets.prompts("neutral").split(0.5, 0.2, 0.3);
        Split<Prompts> some = new Split<>(
                third.train().take(48),
                third.validation().take(12),
                third.test().take(24));
        int layers = concepts[0].model().config().nLayers();
        LeastCollateralSteps steps = LeastCollateralSteps.linear();
        List<CollateralArm> arms = List.of(
                CollateralArm.ablation(),
                CollateralArm.ace(),
                CollateralArm.meanAblation(),
                CollateralArm.leastCollateral(steps),
                CollateralArm.leastCollateral(steps.gate(0.5)));
        return new CollateralTable(List.of(concepts), arms, some, Math.max(0, layers * 3 / 5 - 1), 2.0 / 3, null);
    }

    /** By these arms; the first is the one that others are held against. */
    public CollateralTable arms(CollateralArm... chosen) {
        return new CollateralTable(concepts, List.of(chosen), neutral, layer, removal, file);
    }

    /** With these neutral prompts. */
    public CollateralTable neutral(Split<Prompts> prompts) {
        return new CollateralTable(concepts, arms, prompts, layer, removal, file);
    }

    /** Edited in this layer. */
    public CollateralTable layer(int chosen) {
        return new CollateralTable(concepts, arms, neutral, chosen, removal, file);
    }

    /** With this share of the class gap removed. */
    public CollateralTable removal(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "A share of " + share + " cannot be removed. Give more than 0, at most 1.");
        }
        return new CollateralTable(concepts, arms, neutral, layer, share, file);
    }

    /** Every trial is written there as soon as it is measured; the same table again goes on after the last. */
    public CollateralTable log(Path path) {
        return new CollateralTable(concepts, arms, neutral, layer, removal, path);
    }

    /** Measures all of it; about 15 seconds for each concept and arm on one core with a model of 135 million weights. */
    public CollateralTableResult run() {
        CollateralLog log = file == null ? CollateralLog.inMemory() : CollateralLog.open(file, study());
        Directions first = concepts.get(0);
        CollateralBench bench = CollateralBench.of(first, List.of(), neutral);
        record Cell(Directions concept, CollateralArm arm) {}
        List<Cell> cells = new ArrayList<>();
        concepts.forEach(concept -> arms.forEach(arm -> cells.add(new Cell(concept, arm))));
        Map<String, CollateralBench> benches = new LinkedHashMap<>();
        Map<String, List<CollateralMatch>> matches = new LinkedHashMap<>();
        for (Cell cell : Progress.over(cells, "removing concepts")) {
            Directions concept = cell.concept();
            JsonNode json = log.trial(concept.name() + ": " + cell.arm().name(), () -> {
                CollateralBench own = benches.computeIfAbsent(
                        concept.name(),
                        name -> bench.of(
                                concept,
                                concepts.stream()
                                        .filter(each -> each != concept)
                                        .toList()));
                return json(CollateralMatch.of(own, cell.arm(), removal, layer));
            });
            matches.computeIfAbsent(concept.name(), name -> new ArrayList<>())
                    .add(match(cell.arm().name(), json));
        }
        return new CollateralTableResult(toString(), matches);
    }

    /** What results must have in common to belong to one table; arms may be added later. */
    private String study() {
        Directions first = concepts.get(0);
        return String.join(
                "; ",
                first.model().toString(),
                concepts.stream().map(CollateralBench::described).toList().toString(),
                "neutral " + neutral.train().size() + ", "
                        + neutral.validation().size() + ", " + neutral.test().size() + " of "
                        + neutral.test().name(),
                "layer " + layer,
                "removal " + removal);
    }

    private static ObjectNode json(CollateralMatch match) {
        ObjectNode json = CollateralLog.object().put("strength", match.strength());
        FrontierTrial.put(json, "removal", match.removal());
        FrontierTrial.put(json, "validation", match.validation());
        match.divergences().forEach(json.putArray("divergences")::add);
        return json;
    }

    private CollateralMatch match(String arm, JsonNode json) {
        List<Double> divergences = new ArrayList<>();
        json.path("divergences").forEach(each -> divergences.add(each.asDouble()));
        return new CollateralMatch(
                arm,
                removal,
                json.path("strength").asDouble(),
                FrontierTrial.estimate(json, "removal"),
                FrontierTrial.estimate(json, "validation"),
                divergences);
    }

    @Override
    public String toString() {
        return Math.round(100 * removal) + " % of each concept's class gap removed in layer " + layer + "; "
                + concepts.stream().map(Directions::name).toList() + " by "
                + arms.stream().map(CollateralArm::name).toList();
    }
}
