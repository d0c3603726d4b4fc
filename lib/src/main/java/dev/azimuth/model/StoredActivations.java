package dev.azimuth.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.azimuth.checkpoint.AtomicFiles;
import dev.azimuth.checkpoint.CheckpointException;
import dev.azimuth.checkpoint.JsonFile;
import dev.azimuth.hook.HookName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A finished harvest on disk: its parts, and an index that says how many there are. */
final class StoredActivations implements ActivationRows {
    /** Written last: a folder that has it is whole. */
    static final String INDEX = "harvest.json";

    private final List<StoredPart> parts;
    private final int[] starts; // the first row of each part, and the number of all

    StoredActivations(List<StoredPart> parts) {
        this.parts = List.copyOf(parts);
        starts = new int[parts.size() + 1];
        for (int i = 0; i < parts.size(); i++) {
            starts[i + 1] = Math.addExact(starts[i], parts.get(i).rows());
        }
    }

    /** The parts that are there, from the first up to a gap. */
    static List<StoredPart> parts(Path folder) {
        List<StoredPart> parts = new ArrayList<>();
        while (Files.exists(StoredPart.file(folder, parts.size()))) {
            parts.add(StoredPart.open(StoredPart.file(folder, parts.size())));
        }
        return parts;
    }

    static void writeIndex(Path folder, int parts) {
        ObjectNode index = JsonNodeFactory.instance.objectNode().put("parts", parts);
        AtomicFiles.writeString(folder.resolve(INDEX), index + "\n");
    }

    static Activations open(Path folder) {
        Path index = folder.resolve(INDEX);
        List<StoredPart> parts = parts(folder);
        if (!Files.exists(index)) {
            throw new CheckpointException("There is no finished harvest in " + folder + ": it has " + parts.size()
                    + " parts, but no " + INDEX + ". Run the same harvest to it, and it goes on after them.");
        }
        int wanted;
        try {
            wanted = JsonFile.read(index).path("parts").asInt(-1);
        } catch (CheckpointException e) {
            throw new CheckpointException(
                    index + " is damaged. Run the same harvest again: it keeps its parts and writes the index anew.",
                    e);
        }
        if (wanted != parts.size()) {
            throw new CheckpointException("The harvest in " + folder + " has " + parts.size() + " of its " + wanted
                    + " parts. Run the same harvest to it again, and it reads what is missing.");
        }
        return of(parts);
    }

    static Activations of(List<StoredPart> parts) {
        int[] rowsOfText = parts.stream()
                .flatMapToInt(part -> IntStream.of(part.rowsOfText()))
                .toArray();
        return new Activations(new StoredActivations(parts), rowsOfText);
    }

    @Override
    public List<HookName> names() {
        return parts.get(0).names();
    }

    @Override
    public float[][] rows(HookName name, int from, int to) {
        float[][] rows = new float[to - from][];
        for (int i = 0; i < parts.size(); i++) {
            int first = Math.max(from, starts[i]);
            int end = Math.min(to, starts[i + 1]);
            if (first < end) {
                float[][] ofPart = parts.get(i).rows(name, first - starts[i], end - starts[i]);
                System.arraycopy(ofPart, 0, rows, first - from, ofPart.length);
            }
        }
        return rows;
    }
}
