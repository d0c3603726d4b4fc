package dev.azimuth.checkpoint;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A folder as Hugging Face lays one out: {@code config.json} and the tensors in one safetensors file or several. */
final class SafetensorsFolder implements Checkpoint {
    private static final String WHOLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";

    private final Path path;
    private final List<Safetensors> parts;
    private final Map<String, Safetensors> partOf = new LinkedHashMap<>();

    private SafetensorsFolder(Path path, List<Safetensors> parts) {
        this.path = path;
        this.parts = List.copyOf(parts);
        for (Safetensors part : parts) {
            for (String name : part.names()) {
                Safetensors other = partOf.put(name, part);
                if (other != null) {
                    throw new CheckpointException(
                            path + ": tensor " + name + " is in " + other.path().getFileName() + " and again in "
                                    + part.path().getFileName() + ".");
                }
            }
        }
    }

    static SafetensorsFolder open(Path path) {
        require(path, "config.json");
        if (Files.exists(path.resolve(WHOLE))) {
            return open(path, Map.of(), Set.of(WHOLE));
        }
        require(path, INDEX);
        Map<String, String> index = SafetensorsIndex.read(path.resolve(INDEX));
        return open(path, index, new TreeSet<>(index.values()));
    }

    private static void require(Path folder, String file) {
        if (!Files.exists(folder.resolve(file))) {
            throw new CheckpointException("Folder " + folder.toAbsolutePath() + " has no " + file
                    + ". A model folder holds config.json and model.safetensors, or its parts and " + INDEX + ".");
        }
    }

    private static SafetensorsFolder open(Path path, Map<String, String> index, Set<String> files) {
        var parts = new ArrayList<Safetensors>();
        try {
            for (String file : files) {
                parts.add(Safetensors.open(path.resolve(file)));
            }
            var folder = new SafetensorsFolder(path, parts);
            index.forEach(folder::requireIn);
            return folder;
        } catch (RuntimeException | Error e) {
            parts.forEach(Safetensors::close);
            throw e;
        }
    }

    private void requireIn(String name, String file) {
        Safetensors part = partOf.get(name);
        if (part == null || !part.path().endsWith(file)) {
            throw new CheckpointException(path.resolve(INDEX) + " says that tensor " + name + " is in " + file
                    + ", but it is not. Download the folder again.");
        }
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(partOf.keySet());
    }

    @Override
    public TensorInfo info(String name) {
        return part(name).info(name);
    }

    @Override
    public ByteBuffer floats(String name) {
        return part(name).floats(name);
    }

    @Override
    public void floats(String name, long first, ByteBuffer target) {
        part(name).floats(name, first, target);
    }

    @Override
    public Optional<RawTensor> raw(String name) {
        return part(name).raw(name);
    }

    private Safetensors part(String name) {
        return TensorNames.find(path.toString(), partOf, name);
    }

    @Override
    public void close() {
        parts.forEach(Safetensors::close);
    }

    @Override
    public String toString() {
        return "SafetensorsFolder(" + path + ", " + parts.size() + " files, " + partOf.size() + " tensors)";
    }
}
