package dev.azimuth.interference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.azimuth.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Every trial ever made, one JSON object a line, appended and forced to disk as soon as it is measured. Opened again, what
 * it holds is not measured again; a last line that was cut off is dropped. Without a file it lasts as long as it is held.
 */
final class CollateralLog {
    private static final JsonMapper MAPPER = new JsonMapper();

    /** The largest log that is read, in bytes; a trial takes a few hundred. */
    private static final long LARGEST = 64L << 20;

    private final @Nullable Path file;
    private final Map<String, JsonNode> trials = new LinkedHashMap<>();

    private CollateralLog(@Nullable Path file) {
        this.file = file;
    }

    /** In memory alone. */
    static CollateralLog inMemory() {
        return new CollateralLog(null);
    }

    /**
     * In {@code file}, which is made or gone on with.
     *
     * @param study what the trials have in common; a file of another study is refused
     */
    static CollateralLog open(Path file, String study) {
        CollateralLog log = new CollateralLog(file);
        try {
            if (Files.exists(file)) {
                log.read(file, study);
            }
            if (!Files.exists(file) || Files.size(file) == 0) {
                log.write(MAPPER.createObjectNode().put("study", study));
            }
            return log;
        } catch (IOException e) {
            throw new CheckpointException("Cannot keep the log " + file + ": " + e, e);
        }
    }

    private void read(Path path, String study) throws IOException {
        if (Files.size(path) > LARGEST) {
            throw new CheckpointException(
                    path + " has " + Files.size(path) + " bytes; a log of trials has at most " + LARGEST + ".");
        }
        byte[] bytes = Files.readAllBytes(path);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        if (end < bytes.length) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                channel.truncate(end);
            }
        }
        int number = 0;
        for (String line :
                new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList()) {
            number++;
            JsonNode json = parse(path, number, line);
            if (number == 1) {
                String kept = json.path("study").asText();
                if (!kept.equals(study)) {
                    throw new CheckpointException(path + " is the log of another study:\n" + kept + "\nThis one is:\n"
                            + study + "\nGive another file.");
                }
            } else {
                trials.put(json.path("trial").asText(), json);
            }
        }
    }

    private static JsonNode parse(Path path, int number, String line) {
        try {
            JsonNode json = MAPPER.readTree(line);
            if (json.path(number == 1 ? "study" : "trial").isTextual()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            throw new CheckpointException(path + ", line " + number + ": not JSON. " + e.getOriginalMessage(), e);
        }
        throw new CheckpointException(path + ", line " + number + ": no trial. Is it a log of trials?");
    }

    /** The trial of this name, measured now if it is not in the log. */
    JsonNode trial(String name, Supplier<ObjectNode> measured) {
        return find(name).orElseGet(() -> {
            ObjectNode json = MAPPER.createObjectNode().put("trial", name);
            json.setAll(measured.get());
            trials.put(name, json);
            write(json);
            return json;
        });
    }

    /** The trial of this name, if it is in the log. */
    Optional<JsonNode> find(String name) {
        return Optional.ofNullable(trials.get(name));
    }

    /** How many trials there are. */
    int size() {
        return trials.size();
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    private void write(ObjectNode json) {
        if (file == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer line = ByteBuffer.wrap((json + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(true);
        } catch (IOException e) {
            throw new CheckpointException("Cannot add a trial to " + file + ": " + e, e);
        }
    }

    @Override
    public String toString() {
        return "CollateralLog of " + trials.size() + " trials" + (file == null ? "" : " in " + file);
    }
}
