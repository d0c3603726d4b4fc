package dev.azimuth.interference;

import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.plot.Bars;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.TableView;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What each arm cost at a matched removal, concept by concept and in the geometric mean. */
public final class CollateralTableResult implements Tabular {
    /** The name of the arm that is chosen for each concept on neutral prompts that are not reported. */
    public static final String RECOMMENDED = "recommended";

    private final String what;
    private final Map<String, List<CollateralMatch>> matches;

    CollateralTableResult(String what, Map<String, List<CollateralMatch>> matches) {
        this.what = what;
        this.matches = new LinkedHashMap<>(matches);
    }

    /** The arms' names, the one that others are held against first. */
    public List<String> arms() {
        return matches.values().iterator().next().stream()
                .map(CollateralMatch::arm)
                .toList();
    }

    /** The arm that the prompts to choose by recommend for {@code concept}, among those that remove enough. */
    public Optional<String> recommended(String concept) {
        return choice(matches.getOrDefault(concept, List.of())).map(CollateralMatch::arm);
    }

    private static Optional<CollateralMatch> choice(List<CollateralMatch> of) {
        return of.stream()
                .filter(CollateralMatch::reached)
                .min(Comparator.comparingDouble(match -> match.validation().value()));
    }

    /**
     * The divergence of {@code arm} over that of the first, as a geometric mean over the concepts of which both remove enough,
     * with an interval over concepts.
     */
    public Estimate ratio(String arm) {
        String plain = arms().get(0);
        List<Double> logs = new ArrayList<>();
        for (List<CollateralMatch> of : matches.values()) {
            Optional<CollateralMatch> one = find(of, arm).filter(CollateralMatch::reached);
            Optional<CollateralMatch> base = find(of, plain).filter(CollateralMatch::reached);
            if (one.isPresent() && base.isPresent()) {
                logs.add(Math.log(one.get().test().value() / base.get().test().value()));
            }
        }
        if (logs.isEmpty()) {
            return Estimate.exact(Double.NaN, 0);
        }
        Estimate mean =
                Bootstrap.mean(logs.stream().mapToDouble(Double::doubleValue).toArray());
        return new Estimate(Math.exp(mean.value()), Math.exp(mean.low()), Math.exp(mean.high()), mean.n());
    }

    /**
     * The divergence of {@code arm} over that of the first for one concept, with an interval over prompts; NaN where one of the two
     * does not remove enough.
     */
    public Estimate ratio(String concept, String arm) {
        List<CollateralMatch> of = matches.getOrDefault(concept, List.of());
        Optional<CollateralMatch> one = find(of, arm).filter(CollateralMatch::reached);
        Optional<CollateralMatch> base = find(of, arms().get(0)).filter(CollateralMatch::reached);
        return one.isPresent() && base.isPresent() ? one.get().ratio(base.get()) : Estimate.exact(Double.NaN, 0);
    }

    private static Optional<CollateralMatch> find(List<CollateralMatch> of, String arm) {
        return arm.equals(RECOMMENDED)
                ? choice(of)
                : of.stream().filter(match -> match.arm().equals(arm)).findFirst();
    }

    private List<String> rows() {
        List<String> rows = new ArrayList<>(arms());
        rows.add(RECOMMENDED);
        return rows;
    }

    /** Arm by arm: of how many concepts it removes enough, and its divergence over that of the first arm. */
    @Override
    public Table table() {
        return Table.create(
                what,
                StringColumn.create("edit", rows()),
                IntColumn.create(
                        "removes enough (concepts)",
                        rows().stream()
                                .mapToInt(arm -> (int) matches.values().stream()
                                        .filter(of -> find(of, arm)
                                                .filter(CollateralMatch::reached)
                                                .isPresent())
                                        .count())
                                .toArray()),
                StringColumn.create(
                        "KL ÷ " + arms().get(0) + "'s, geometric mean",
                        rows().stream().map(arm -> ratio(arm).toString())));
    }

    /** Concept by concept: which arm is recommended, and each arm's divergence over that of the first. */
    public Table ratios() {
        List<String> concepts = List.copyOf(matches.keySet());
        Table table = Table.create(
                "KL ÷ " + arms().get(0) + "'s",
                column("concept", concepts),
                column(
                        RECOMMENDED,
                        concepts.stream()
                                .map(c -> recommended(c).orElse("none"))
                                .toList()));
        for (String arm : rows().subList(1, rows().size())) {
            table.addColumns(column(
                    arm.equals(RECOMMENDED) ? "the recommended one" : arm,
                    concepts.stream().map(concept -> shown(ratio(concept, arm))).toList()));
        }
        return table;
    }

    private static String shown(Estimate ratio) {
        return ratio.n() == 0 ? "–" : ratio.toString();
    }

    /** Every concept and arm: strength, removal and divergence, and what that amounts to. */
    public Table details() {
        List<CollateralMatch> all =
                matches.values().stream().flatMap(List::stream).toList();
        return Table.create(
                "At matched removal",
                column(
                        "concept",
                        matches.entrySet().stream()
                                .flatMap(each -> each.getValue().stream().map(match -> each.getKey()))
                                .toList()),
                column("edit", all.stream().map(CollateralMatch::arm).toList()),
                column("removal", text(all, m -> m.removal().toString())),
                column("KL (nats a token)", text(all, m -> m.test().toString())),
                column("verdict", text(all, CollateralMatch::verdict)));
    }

    private static StringColumn column(String name, List<String> values) {
        return StringColumn.create(name, values);
    }

    private static List<String> text(List<CollateralMatch> of, Function<CollateralMatch, String> text) {
        return of.stream().map(text).toList();
    }

    /** Each arm's divergence over that of the first, with intervals over concepts. */
    public PlotlyFigure plot() {
        List<String> shown = rows().stream().filter(arm -> ratio(arm).n() > 0).toList();
        List<Estimate> ratios = shown.stream().map(this::ratio).toList();
        return Bars.of("edit", "KL ÷ " + arms().get(0) + "'s")
                .categories(shown)
                .series(
                        "geometric mean over concepts",
                        values(ratios, Estimate::value),
                        values(ratios, Estimate::low),
                        values(ratios, Estimate::high))
                .figure()
                .title(what);
    }

    private static double[] values(List<Estimate> of, Function<Estimate, Double> value) {
        double[] values = new double[of.size()];
        Arrays.setAll(values, i -> value.apply(of.get(i)));
        return values;
    }

    @Override
    public String toHtml() {
        return TableView.of(table()).toHtml()
                + TableView.of(ratios()).toHtml()
                + TableView.of(details()).toHtml();
    }

    @Override
    public String toString() {
        return table() + "\n\n" + ratios().printAll() + "\n\n" + details().printAll();
    }
}
