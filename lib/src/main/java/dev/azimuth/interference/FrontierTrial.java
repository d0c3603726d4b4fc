package dev.azimuth.interference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.azimuth.tensor.Estimate;
import java.util.LinkedHashMap;
import java.util.Map;

/** One edit and its scores on one part of the data, and how they are written to a log. */
record FrontierTrial(FrontierChoice choice, FrontierScore score) {
    static FrontierTrial of(FrontierBench bench, CollateralLog log, FrontierChoice choice, FrontierBench.Part part) {
        JsonNode json = log.trial(part + ": " + choice, () -> json(bench.score(choice, part)));
        return new FrontierTrial(choice, score(json));
    }

    private static ObjectNode json(FrontierScore score) {
        ObjectNode json = CollateralLog.object();
        put(json, "effect", score.effect());
        put(json, "collateral", score.collateral());
        ObjectNode displacement = json.putObject("displacement");
        score.displacement().forEach(displacement::put);
        return json;
    }

    private static FrontierScore score(JsonNode json) {
        Map<String, Double> displacement = new LinkedHashMap<>();
        json.path("displacement")
                .properties()
                .forEach(each -> displacement.put(each.getKey(), each.getValue().asDouble()));
        return new FrontierScore(estimate(json, "effect"), estimate(json, "collateral"), displacement);
    }

    /** An estimate as a list of four numbers; an exact one has no interval, and JSON no NaN. */
    static void put(ObjectNode json, String name, Estimate estimate) {
        json.putArray(name)
                .add(Double.toString(estimate.value()))
                .add(Double.toString(estimate.low()))
                .add(Double.toString(estimate.high()))
                .add(estimate.n());
    }

    static Estimate estimate(JsonNode json, String name) {
        JsonNode numbers = json.path(name);
        return new Estimate(
                Double.parseDouble(numbers.path(0).asText("NaN")),
                Double.parseDouble(numbers.path(1).asText("NaN")),
                Double.parseDouble(numbers.path(2).asText("NaN")),
                numbers.path(3).asInt());
    }

    double effect() {
        return score.effect().value();
    }

    double collateral() {
        return score.collateral().value();
    }
}
