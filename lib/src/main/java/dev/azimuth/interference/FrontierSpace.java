package dev.azimuth.interference;

import java.util.List;
import java.util.SplittableRandom;

/** The choices that a search makes, each by itself. */
public record FrontierSpace(List<FrontierParameter> parameters) {
    /** Copies the list; refuses none at all. */
    public FrontierSpace {
        parameters = List.copyOf(parameters);
        if (parameters.isEmpty()) {
            throw new IllegalArgumentException("There is nothing to search. Give at least one parameter.");
        }
    }

    /** Of these parameters. */
    public static FrontierSpace of(FrontierParameter... parameters) {
        return new FrontierSpace(List.of(parameters));
    }

    int size() {
        return parameters.size();
    }

    /** A point drawn uniformly. */
    double[] draw(SplittableRandom random) {
        return parameters.stream()
                .mapToDouble(parameter -> parameter.draw(random))
                .toArray();
    }
}
