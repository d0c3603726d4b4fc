package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheFolderTest {
    private static final Path HOME = Path.of("home").toAbsolutePath();

    @Test
    void theUsersChoiceComesFirst() {
        assertThat(CacheFolder.of(Map.of("AZIMUTH_CACHE", "mine", "XDG_CACHE_HOME", "/x"), "Linux", HOME))
                .isEqualTo(Path.of("mine"));
        assertThat(CacheFolder.of(Map.of("AZIMUTH_CACHE", ""), "Linux", HOME))
                .isEqualTo(HOME.resolve(".cache/azimuth"));
    }

    @Test
    void thenTheSystemsPlace() {
        String base = HOME.resolve("base").toString();
        assertThat(CacheFolder.of(Map.of(), "Linux", HOME)).isEqualTo(HOME.resolve(".cache/azimuth"));
        assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", base), "Linux", HOME))
                .isEqualTo(HOME.resolve("base/azimuth"));
        assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "relative"), "Linux", HOME))
                .isEqualTo(HOME.resolve(".cache/azimuth"));
        assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", base), "Mac OS X", HOME))
                .isEqualTo(HOME.resolve("Library/Caches/azimuth"));
        assertThat(CacheFolder.of(Map.of("LOCALAPPDATA", base), "Windows 11", HOME))
                .isEqualTo(HOME.resolve("base/azimuth"));
        assertThat(CacheFolder.of(Map.of(), "Windows 11", HOME)).isEqualTo(HOME.resolve("AppData/Local/azimuth"));
    }
}
