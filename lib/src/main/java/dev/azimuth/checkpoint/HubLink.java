package dev.azimuth.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.UUID;

/** Makes a snapshot's file out of a blob. */
final class HubLink {
    private HubLink() {}

    /** Links {@code name} to {@code blob}, by a relative path so that the cache can be moved, or copies it. */
    static void create(Path blob, Path folder, String name, boolean symlinks) throws IOException {
        Path target = folder.resolve(name);
        Path parent = Objects.requireNonNullElse(target.getParent(), folder); // a name may be a path of several folders
        AtomicFiles.createFolder(parent);
        Path temporary = parent.resolve("." + UUID.randomUUID() + ".tmp");
        try {
            if (!symlinks || !link(parent.relativize(blob), temporary)) {
                Files.copy(blob, temporary);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Whether the system let it: Windows asks for a privilege, some disks know no links at all. */
    private static boolean link(Path target, Path link) {
        try {
            Files.createSymbolicLink(link, target);
            return Files.exists(link, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
