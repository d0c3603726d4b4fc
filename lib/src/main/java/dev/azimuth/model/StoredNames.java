package dev.azimuth.model;

import dev.azimuth.checkpoint.Checkpoint;
import dev.azimuth.checkpoint.Gguf;
import dev.azimuth.family.ModelFamily;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** What a checkpoint calls its tensors, where it differs from what its family writes today. */
final class StoredNames {
    private final UnaryOperator<String> inFile;
    private final Predicate<String> ignored;

    private StoredNames(UnaryOperator<String> inFile, Predicate<String> ignored) {
        this.inFile = inFile;
        this.ignored = ignored;
    }

    /**
     * Those of this checkpoint. Names in GGUF are as they are; a safetensors checkpoint may be of an older day or of a
     * transformer without its head.
     */
    static StoredNames of(Checkpoint checkpoint, ModelFamily family) {
        return checkpoint instanceof Gguf
                ? new StoredNames(name -> name, family::isGgufSetting)
                : new StoredNames(inFile(checkpoint.names(), family), family::ignores);
    }

    private static UnaryOperator<String> inFile(Set<String> names, ModelFamily family) {
        String prefix = family.hubPrefix();
        boolean bare = names.stream().noneMatch(name -> name.startsWith(prefix));
        return name -> {
            String older = family.olderName(name);
            if (!names.contains(name) && names.contains(older)) {
                return older;
            }
            return bare && name.startsWith(prefix) ? name.substring(prefix.length()) : name;
        };
    }

    String inFile(String name) {
        return inFile.apply(name);
    }

    boolean mayBeIgnored(String inFile) {
        return ignored.test(inFile);
    }
}
