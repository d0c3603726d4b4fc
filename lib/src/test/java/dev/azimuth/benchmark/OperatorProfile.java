package dev.azimuth.benchmark;

import ai.djl.pytorch.jni.JniUtils;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Where the time of some work goes, operation by operation, as libtorch's own profiler sees it. */
final class OperatorProfile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WARM_UPS = 3;
    private static final int LARGEST = 12;

    private final Map<String, Cost> costs = new HashMap<>();
    private double inside;
    private int calls;

    private OperatorProfile() {}

    /**
     * Profiles one run of {@code work}: {@code wall}, its milliseconds; {@code inside}, those in libtorch; {@code calls},
     * how often libtorch was called from outside; {@code operations}, the dearest ones, without what they call.
     */
    static ObjectNode of(Runnable work) throws IOException {
        for (int i = 0; i < WARM_UPS; i++) {
            work.run();
        }
        Path trace = Files.createTempFile("operators", ".json");
        try {
            JniUtils.startProfile(false, false, false);
            long start = System.nanoTime();
            work.run();
            double wall = (System.nanoTime() - start) / 1e6;
            JniUtils.stopProfile(trace.toString());
            OperatorProfile profile = new OperatorProfile();
            profile.read(JSON.readTree(trace.toFile()));
            return profile.json().put("wall", wall);
        } finally {
            Files.delete(trace);
        }
    }

    /** Events of Chrome's trace format: an operation that begins before another one has ended was called by it. */
    private void read(JsonNode trace) {
        List<Event> events = StreamSupport.stream(trace.spliterator(), false)
                .filter(each -> each.path("ph").asText().equals("X"))
                .map(Event::of)
                .sorted(Comparator.comparingDouble(Event::start)
                        .thenComparing(
                                Comparator.comparingDouble(Event::milliseconds).reversed()))
                .toList();
        Deque<Event> callers = new ArrayDeque<>();
        for (Event event : events) {
            while (!callers.isEmpty() && callers.peek().end() <= event.start()) {
                callers.pop();
            }
            if (callers.isEmpty()) {
                inside += event.milliseconds();
                calls++;
            } else {
                cost(callers.peek()).milliseconds -= event.milliseconds();
            }
            cost(event).milliseconds += event.milliseconds();
            cost(event).calls++;
            callers.push(event);
        }
    }

    private Cost cost(Event event) {
        return costs.computeIfAbsent(event.name(), name -> new Cost());
    }

    private ObjectNode json() {
        ObjectNode answer = JSON.createObjectNode().put("inside", inside).put("calls", calls);
        ArrayNode operations = answer.putArray("operations");
        costs.entrySet().stream()
                .sorted(Comparator.comparingDouble(each -> -each.getValue().milliseconds))
                .limit(LARGEST)
                .forEach(each -> operations
                        .addObject()
                        .put("name", each.getKey())
                        .put("calls", each.getValue().calls)
                        .put("ms", each.getValue().milliseconds));
        return answer;
    }

    private static final class Cost {
        private int calls;
        private double milliseconds;
    }

    private record Event(String name, double start, double milliseconds) {
        static Event of(JsonNode json) {
            return new Event(
                    json.required("name").asText(),
                    json.required("ts").asDouble() / 1e3,
                    json.required("dur").asDouble() / 1e3);
        }

        double end() {
            return start + milliseconds;
        }
    }
}
