package dev.azimuth.interference;

import dev.azimuth.interference.LayerGeometry.Axis;
import dev.azimuth.tensor.Estimate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What holds of the direction whatever the feature.
 *
 * @param price of protecting all features at once, with its interval over their pairs
 * @param misfire {@code bᵀΣb} of its reader on neutral text
 * @param retained what is left of the direction after the protected features' writes were projected out of it
 * @param rows how many texts the last two rest on
 */
record TargetSummary(
        Estimate price, double misfire, double retained, double participationRatio, double effectiveRank, int rows) {
    static TargetSummary of(LayerGeometry geometry, Removal removal, NeutralText neutral) {
        Axis axis = removal.axis(geometry);
        int[] others = removal.protectedFeatures();
        Estimate price = Estimate.exact(1, 0);
        double retained = 1;
        if (others.length > 0) {
            List<Axis> axes = Arrays.stream(others).mapToObj(geometry::axis).toList();
            List<List<Axis>> redrawn =
                    Arrays.stream(others).mapToObj(geometry::redrawn).toList();
            int pairs = Arrays.stream(others).map(geometry::pairs).sum();
            price = VarianceInflation.of(axis, axes, redrawn, pairs);
            retained = VarianceInflation.retained(axis, axes);
        }
        return new TargetSummary(
                price,
                neutral.misfire(geometry.site(), axis.read()),
                retained,
                geometry.participationRatio(),
                geometry.effectiveRank(),
                geometry.rows());
    }

    Table table(String target, String where) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("price of protecting all features (variance inflation)", price.toString());
        rows.put("left of the direction with their writes projected out", number(retained));
        rows.put("misfire on a neutral token (variance of its reader, squared steps)", number(misfire));
        rows.put(
                "participation ratio of what varies within classes",
                number(participationRatio) + " of " + this.rows + " texts");
        rows.put("its effective rank", number(effectiveRank) + " of " + this.rows + " texts");
        return Table.create(
                target + " " + where,
                StringColumn.create("what", rows.keySet().stream()),
                StringColumn.create("value", rows.values().stream()));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }
}
