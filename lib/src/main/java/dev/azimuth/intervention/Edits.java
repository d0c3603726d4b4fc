package dev.azimuth.intervention;

import ai.djl.ndarray.NDArray;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import dev.azimuth.plot.Tabular;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Edits that act one after the other, as one value: to be shown, saved, and applied with {@code model.with(edits)}. */
public final class Edits implements Intervention, Tabular {
    private final List<PlacedEdit<?>> list;

    private Edits(List<PlacedEdit<?>> list) {
        if (list.isEmpty()) {
            throw new IllegalArgumentException("Edits of nothing. Give at least one.");
        }
        this.list = List.copyOf(list);
    }

    /** These, in this order. */
    public static Edits of(PlacedEdit<?>... edits) {
        return new Edits(List.of(edits));
    }

    /** These, in this order. */
    public static Edits of(List<? extends PlacedEdit<?>> edits) {
        return new Edits(List.copyOf(edits));
    }

    /** These, then {@code next}. */
    public Edits then(PlacedEdit<?> next) {
        return then(of(next));
    }

    /** These, then {@code next}. */
    public Edits then(Edits next) {
        List<PlacedEdit<?>> all = new ArrayList<>(list);
        all.addAll(next.list);
        return new Edits(all);
    }

    /** The edits, in the order in which they act at a place. */
    public List<PlacedEdit<?>> list() {
        return list;
    }

    /**
     * Writes them to one safetensors file, whole or not at all: vectors as tensors, the rest as JSON in its metadata.
     *
     * @param file what is there is replaced
     * @throws IllegalArgumentException for what only Java code can say: a field or a place that is any function, by name
     */
    public void save(Path file) {
        EditsFile.save(file, this);
    }

    /**
     * Reads edits, which may come from a stranger: whatever is not as {@link #save} writes it is refused.
     *
     * @throws dev.azimuth.checkpoint.CheckpointException when the file is missing or damaged, or holds something else
     */
    public static Edits load(Path file) {
        return EditsFile.load(file);
    }

    @Override
    public HookFilter where() {
        return anyOf(list);
    }

    private static HookFilter anyOf(List<? extends Intervention> all) {
        return all.stream().map(Intervention::where).reduce(HookFilter::or).orElseThrow();
    }

    @Override
    public Intervention begin() {
        List<Intervention> begun = list.stream().map(Intervention::begin).toList();
        return new Begun(begun, anyOf(begun), toString());
    }

    @Override
    public NDArray apply(NDArray activation, HookSite site) {
        return begin().apply(activation, site);
    }

    /** What acts where. */
    @Override
    public Table table() {
        return Table.create(
                "Edits",
                column("edit", PlacedEdit::name),
                column("does", PlacedEdit::formula),
                column("at", each -> each.placement().places().toString()),
                column("tokens", each -> each.placement().positions().toString()),
                column("strength", each -> String.valueOf(each.placement().strength())),
                column("over layers", each -> each.placement().schedule().toString()),
                column("norms", each -> each.placement().keepsNorm() ? "kept" : "may change"),
                column("texts", each -> {
                    Condition condition = each.placement().condition();
                    return condition == null ? "all" : condition.toString();
                }));
    }

    private StringColumn column(String name, Function<PlacedEdit<?>, String> text) {
        return StringColumn.create(name, list.stream().map(text));
    }

    @Override
    public String toString() {
        return list.stream().map(Object::toString).collect(Collectors.joining(", then "));
    }

    /** The edits in one run. */
    private record Begun(List<Intervention> list, HookFilter where, String name) implements Intervention {
        @Override
        public NDArray apply(NDArray activation, HookSite site) {
            NDArray current = activation;
            for (Intervention each : list) {
                if (each.where().matches(site.name())) {
                    current = each.apply(current, site);
                }
            }
            return current;
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
