package dev.azimuth.discovery;

import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.direction.Direction;
import dev.azimuth.plot.TableView;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What speaks for a direction and against it, number by number: how well it does on topics that were not used to find it,
 * how well directions do that should mean nothing, how much it depends on the pairs, and what it shares with the attention
 * sink.
 */
public final class DirectionReport implements Tabular {
    private static final int DRAWS = 20;
    /** Methods that say they are slow are not fitted 1,400 times unasked; {@link Directions#byTopic} does it. */
    private static final int FAST = 100;

    private record Row(String measure, Estimate value, String on) {}

    private final Direction direction;
    private final int compared;
    private final List<Row> rows;

    private DirectionReport(Direction direction, int compared, List<Row> rows) {
        this.direction = direction;
        this.compared = compared;
        this.rows = rows;
    }

    static DirectionReport of(Directions directions, Direction direction) {
        Direction component = Controls.firstPrincipalComponent(directions, direction.layer());
        Direction random = Controls.random(direction, 1);
        double[] shuffled = directions
                .shuffledLabels(direction.site())
                .aucs(directions.test().at(direction.site()));
        double[] overlaps = new double[DRAWS];
        Arrays.setAll(overlaps, seed -> directions.sink().overlap(directions.shuffled(direction.layer(), seed)));

        ContrastivePairs test = directions.data().test();
        String tested = test.size() + " test pairs of " + test.topics().size() + " topics";
        ContrastivePairs all = new PooledPairs(directions).pairs();
        String every = all.size() + " pairs of " + all.topics().size() + " topics";
        String fitted = directions.train().pairs() + " training pairs";
        Stability stability = directions.stability(direction.layer());

        TopicScores left = directions.topicScores(direction);
        Map.Entry<String, Estimate> shortcut = Shortcuts.of(all).best();

        List<Row> rows = new ArrayList<>();
        rows.add(new Row("AUC, each topic left out in turn", left.auc(), every));
        rows.add(new Row("the same within topics", left.aucWithinTopics(), every));
        rows.add(new Row(
                "AUC of the best shortcut, within topics", shortcut.getValue(), every + ": " + shortcut.getKey()));
        if (directions.estimator().shuffles() >= FAST) {
            rows.add(new Row(
                    "AUC, and the layer chosen without it", directions.byTopic().auc(), every));
        }
        rows.add(new Row("AUC on the test part", directions.testAuc(direction), tested));
        rows.add(new Row("AUC of shuffled labels, mean and band", Controls.band(shuffled), tested));
        rows.add(new Row("AUC of the first principal component", directions.testAuc(component), tested));
        rows.add(new Row("AUC of a random direction", directions.testAuc(random), tested));
        rows.add(new Row("cosine of two bootstrap fits", stability.bootstrap(), fitted));
        rows.add(new Row("cosine of the fits of two halves", stability.splitHalf(), fitted));
        if (stability.hasSeeds()) {
            rows.add(new Row("cosine of the fits of two seeds", stability.seeds(), fitted));
            PairedRows held = directions.test().at(direction.site());
            rows.add(new Row("AUC of five seeds, mean and band", stability.seedAucs(held), tested));
        }
        rows.add(exact("|cosine| that shuffled labels stay below", directions.cosineBand(direction), fitted));
        rows.add(exact("|cosine| with the first principal component", Math.abs(direction.cosine(component)), fitted));
        rows.add(exact("sink |cos|", directions.sink().overlap(direction), ""));
        rows.add(new Row("sink |cos| of shuffled labels, mean and band", Controls.band(overlaps), fitted));
        rows.add(exact(
                "sink |cos| of the first principal component", directions.sink().overlap(component), fitted));
        rows.add(exact("sink |cos| of a random direction", directions.sink().overlap(random), ""));
        return new DirectionReport(direction, directions.all().size(), List.copyOf(rows));
    }

    private static Row exact(String measure, double value, String on) {
        return new Row(measure, Estimate.exact(value, 1), on);
    }

    /** One number, by the name that the table has for it. */
    public Estimate estimate(String measure) {
        return rows.stream()
                .filter(row -> row.measure().equals(measure))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("The report has no '" + measure + "'. It has "
                        + rows.stream().map(Row::measure).toList() + "."))
                .value();
    }

    /** The numbers, with the ends of their 95 % intervals or bands. */
    @Override
    public Table table() {
        return Table.create(
                direction + ", one of " + compared + " layers compared",
                StringColumn.create("measure", rows.stream().map(Row::measure)),
                DoubleColumn.create(
                        "value", rows.stream().mapToDouble(r -> r.value().value())),
                DoubleColumn.create(
                        "95 % low", rows.stream().mapToDouble(r -> r.value().low())),
                DoubleColumn.create(
                        "95 % high", rows.stream().mapToDouble(r -> r.value().high())),
                StringColumn.create("on", rows.stream().map(Row::on)));
    }

    @Override
    public String toHtml() {
        return TableView.of(table()).digits(2).toHtml();
    }

    @Override
    public String toString() {
        return table().printAll();
    }
}
