package dev.azimuth.hook;

import ai.djl.ndarray.NDArray;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.HostArray;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The activations of a run, by name; copies, which outlive it. */
public final class ActivationCache implements Tabular {
    private static final ActivationCache NONE = new ActivationCache(Map.of());

    private final Map<HookName, HostArray> activations;

    private ActivationCache(Map<HookName, HostArray> activations) {
        this.activations = activations;
    }

    /** A cache of nothing. */
    public static ActivationCache none() {
        return NONE;
    }

    /** Copies that were made elsewhere, in the order of the pass. */
    public static ActivationCache of(Map<HookName, HostArray> copies) {
        return new ActivationCache(Collections.unmodifiableMap(new LinkedHashMap<>(copies)));
    }

    /**
     * The activation at {@code name}, in the shape that {@link HookPoint} gives.
     *
     * @throws IllegalArgumentException when it was not cached, saying what was
     */
    public INDArray get(HookName name) {
        return host(name).toIndArray();
    }

    /** The same by TransformerLens's name. */
    public INDArray get(String name) {
        return get(HookName.hook(name));
    }

    /** The same without ND4J. */
    public HostArray host(HookName name) {
        HostArray found = activations.get(name);
        if (found == null) {
            throw new IllegalArgumentException("No activation at " + name + ". Cached: " + contents() + ". Add "
                    + name.point().factory() + "() to runWithCache.");
        }
        return found;
    }

    /** What is in it, in the order of the pass. */
    public Set<HookName> names() {
        return activations.keySet();
    }

    /** What is in it: each kind of activation with its layers and shape. */
    @Override
    public Table table() {
        Table table = Table.create(
                "Activations",
                StringColumn.create("hook point"),
                IntColumn.create("layers"),
                StringColumn.create("shape"));
        Map<HookPoint, List<HookName>> byPoint = activations.keySet().stream()
                .collect(Collectors.groupingBy(HookName::point, TreeMap::new, Collectors.toList()));
        byPoint.forEach((point, names) -> {
            table.stringColumn("hook point").append(point.suffix());
            table.intColumn("layers").append(names.size());
            table.stringColumn("shape")
                    .append(Arrays.toString(host(names.get(0)).shape()));
        });
        return table;
    }

    private String contents() {
        Map<HookPoint, Long> layers = activations.keySet().stream()
                .collect(Collectors.groupingBy(HookName::point, TreeMap::new, Collectors.counting()));
        return layers.isEmpty()
                ? "nothing"
                : layers.entrySet().stream()
                        .map(e -> e.getKey().suffix()
                                + (e.getKey().isPerLayer()
                                        ? " (" + e.getValue() + (e.getValue() == 1 ? " layer)" : " layers)")
                                        : ""))
                        .collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return "ActivationCache of " + contents();
    }

    /** Copies what a filter chooses, after all other interventions of the pass. */
    public static final class Recorder implements Intervention {
        private final HookFilter where;
        private final Map<HookName, HostArray> recorded = new LinkedHashMap<>();

        /** Records what {@code where} chooses. */
        public Recorder(HookFilter where) {
            this.where = where;
        }

        @Override
        public HookFilter where() {
            return where;
        }

        @Override
        public NDArray apply(NDArray activation, HookSite site) {
            recorded.put(site.name(), HostArray.copyOf(activation));
            return activation;
        }

        /** What was recorded so far. */
        public ActivationCache cache() {
            return of(recorded);
        }

        @Override
        public String toString() {
            return "recorder";
        }
    }
}
