package dev.azimuth.checkpoint;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Where a user's caches lie: {@code AZIMUTH_CACHE} if set, else the place that the operating system has for them. */
final class CacheFolder {
    private CacheFolder() {}

    static Path of(Map<String, String> environment, String operatingSystem, Path home) {
        String chosen = environment.getOrDefault("AZIMUTH_CACHE", "");
        if (!chosen.isBlank()) {
            return Path.of(chosen);
        }
        String system = operatingSystem.toLowerCase(Locale.ROOT);
        if (system.startsWith("mac")) {
            return home.resolve("Library/Caches/azimuth");
        }
        boolean windows = system.startsWith("windows");
        String base = environment.getOrDefault(windows ? "LOCALAPPDATA" : "XDG_CACHE_HOME", "");
        if (!base.isBlank() && Path.of(base).isAbsolute()) { // the XDG specification: ignore relative paths
            return Path.of(base).resolve("azimuth");
        }
        return home.resolve(windows ? "AppData/Local/azimuth" : ".cache/azimuth");
    }
}
