package dev.azimuth.attribution;

import dev.azimuth.direction.Direction;
import dev.azimuth.discovery.Directions;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.plot.TokenStrip;
import dev.azimuth.tensor.Vectors;
import java.util.Arrays;
import java.util.List;

/** A text's tokens, coloured by where each lies along a direction. */
public final class TokenProjections {
    private TokenProjections() {}

    /** Along the best of a concept's directions. */
    public static TokenStrip of(Directions directions, String text) {
        return of(directions.model(), directions.best(), text);
    }

    /**
     * Projections in units of the direction's class gap, counted from the text's own mean. The first token is left
     * uncoloured: it is the attention sink and lies far from all others.
     */
    public static TokenStrip of(HookedTransformer model, Direction direction, String text) {
        List<String> tokens = model.tokenizer().tokens(model.tokenizer().encode(text));
        float[][] rows =
                model.harvest(List.of(text)).at(direction.site()).everyToken().rows(direction.site());
        double[] values = Vectors.project(rows, direction.unit());
        double mean = Arrays.stream(values).skip(1).average().orElse(0);
        Arrays.setAll(values, i -> i == 0 ? Double.NaN : (values[i] - mean) / direction.gap());
        return TokenStrip.of(
                "projection on " + direction.name() + " (class gaps from the text's mean)", tokens, values);
    }
}
