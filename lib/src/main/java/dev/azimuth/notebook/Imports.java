package dev.azimuth.notebook;

import java.util.List;
import java.util.stream.Stream;

/** What every cell may name without importing it. The one place to add to. */
final class Imports {
    /** Packages of which every public type is visible; the kernel itself adds java.util, java.io, java.time and more. */
    static final List<String> PACKAGES = List.of(
            "dev.azimuth",
            "dev.azimuth.attribution",
            "dev.azimuth.checkpoint",
            "dev.azimuth.dataset",
            "dev.azimuth.direction",
            "dev.azimuth.discovery",
            "dev.azimuth.edit",
            "dev.azimuth.evaluation",
            "dev.azimuth.family",
            "dev.azimuth.hook",
            "dev.azimuth.interference",
            "dev.azimuth.intervention",
            "dev.azimuth.model",
            "dev.azimuth.plot",
            "dev.azimuth.reft",
            "dev.azimuth.sae",
            "dev.azimuth.superposition",
            "dev.azimuth.tensor",
            "dev.azimuth.tokenizer",
            "java.nio.file",
            "java.util.function",
            "java.util.stream",
            "tech.tablesaw.api");

    /** Single types. */
    static final List<String> TYPES = List.of(
            "dev.azimuth.notebook.Notebook",
            "dev.azimuth.progress.Progress",
            "org.nd4j.linalg.api.ndarray.INDArray",
            "org.nd4j.linalg.factory.Nd4j",
            "org.nd4j.linalg.indexing.NDArrayIndex");

    /** Static methods, {@code Type.method} or {@code Type.*}. */
    static final List<String> STATIC = List.of(
            "dev.azimuth.notebook.Notebook.show",
            "dev.azimuth.hook.HookName.*",
            "dev.azimuth.hook.Positions.*",
            "dev.azimuth.model.LogitDifference.*",
            "dev.azimuth.model.Precision.*",
            "dev.azimuth.intervention.Ablation.*",
            "dev.azimuth.intervention.ConceptEdit.*",
            "dev.azimuth.intervention.PromptReading.*",
            "dev.azimuth.intervention.Rotation.*",
            "dev.azimuth.reft.Example.example",
            "dev.azimuth.reft.Interchange.interchange",
            "dev.azimuth.evaluation.RefusalMeter.refusals",
            "dev.azimuth.intervention.Steering.steering",
            "dev.azimuth.edit.Orthogonalization.orthogonalize",
            "dev.azimuth.evaluation.KlDivergence.klDivergence",
            "dev.azimuth.evaluation.Perplexity.perplexity",
            "dev.azimuth.discovery.ProbeScores.probeScores",
            "dev.azimuth.discovery.ByAuc.byAuc",
            "dev.azimuth.discovery.ByEffect.byEffect",
            "dev.azimuth.discovery.Cosmic.byCosmic",
            "dev.azimuth.discovery.TokenOdds.tokenOdds");

    private Imports() {}

    /** The import declarations, one per entry. */
    static List<String> declarations() {
        return Stream.of(
                        PACKAGES.stream().map(name -> "import " + name + ".*;"),
                        TYPES.stream().map(name -> "import " + name + ";"),
                        STATIC.stream().map(name -> "import static " + name + ";"))
                .flatMap(lines -> lines)
                .toList();
    }

    /** All declarations as one cell. */
    static String asCell() {
        return String.join("\n", declarations());
    }
}
