package dev.azimuth.checkpoint;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Looks names up, and says which ones come near when one is missing. */
final class TensorNames {
    private static final int SHOWN = 5;

    private TensorNames() {}

    /** What {@code tensors} has under {@code name}. */
    static <T> T find(String file, Map<String, T> tensors, String name) {
        T found = tensors.get(name);
        if (found == null) {
            throw missing(file, tensors.keySet(), name);
        }
        return found;
    }

    private static CheckpointException missing(String file, Collection<String> names, String name) {
        return new CheckpointException(file + " has no tensor " + name + ". " + near(name, names));
    }

    /** A sentence with the names that begin most like {@code name}. */
    static String near(String name, Collection<String> names) {
        if (names.isEmpty()) {
            return "It has none.";
        }
        int most = names.stream().mapToInt(other -> shared(name, other)).max().orElse(0);
        List<String> nearest =
                names.stream().filter(other -> shared(name, other) == most).toList();
        return (names.size() <= SHOWN ? "It has " : "Nearest of its " + names.size() + ": ")
                + (names.size() <= SHOWN ? names : nearest)
                        .stream().limit(SHOWN).collect(Collectors.joining(", "))
                + ".";
    }

    /** How many letters at the start of both are the same. */
    private static int shared(String a, String b) {
        int i = 0;
        while (i < Math.min(a.length(), b.length()) && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        return i;
    }
}
