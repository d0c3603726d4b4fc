package dev.azimuth.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;

/**
 * Works for the benchmark's driver: a line of the standard input is a command, a JSON object whose {@code do} says what;
 * it is answered by one line of JSON on the standard output. What went wrong is answered as {@code error}, what this
 * version cannot do as {@code unsupported}. The model is opened when the first command needs it.
 */
public final class BenchmarkWorker {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Work work;
    private final PrintStream log;

    BenchmarkWorker(String model, PrintStream log) {
        this.work = new Work(model);
        this.log = log;
    }

    /** Serves until the input ends; the argument is what {@code Azimuth.load} takes. */
    public static void main(String[] arguments) throws IOException {
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err); // the standard output is for answers alone
        BenchmarkWorker worker = new BenchmarkWorker(arguments[0], System.err);
        try (var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (Iterator<String> lines = commands.lines().iterator(); lines.hasNext(); ) {
                answers.println(JSON.writeValueAsString(worker.answer(JSON.readTree(lines.next()))));
            }
        }
    }

    ObjectNode answer(JsonNode command) {
        String what = command.path("do").asText();
        try {
            return switch (what) {
                case "about" -> work.about();
                case "save" -> work.save(command);
                case "forward" -> work.forward(command);
                case "cached" -> work.cached(command);
                case "generate" -> work.generate(command);
                case "harvest" -> work.harvest(command);
                case "loop" -> work.loop(command);
                case "gradient" -> work.gradient(command);
                case "memory" -> work.memory();
                case "profile" -> work.profile(command);
                default -> throw new IllegalArgumentException("No command '" + what + "'.");
            };
        } catch (UnsupportedOperationException e) {
            return JSON.createObjectNode().put("unsupported", e.getMessage());
        } catch (IOException | RuntimeException e) {
            e.printStackTrace(log);
            return JSON.createObjectNode().put("error", e.toString());
        }
    }
}
