package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubSettingsTest {
    @TempDir
    Path home;

    private HubSettings settings(Map<String, String> environment) {
        return HubSettings.of(environment, home);
    }

    private Path cache(Map<String, String> environment) {
        return settings(environment).cache();
    }

    @Test
    void withoutVariablesAllIsAsTheHubsToolsHaveIt() {
        HubSettings settings = settings(Map.of("HF_ENDPOINT", " ", "HF_HOME", ""));
        assertThat(settings.endpoint()).isEqualTo(URI.create("https://huggingface.co"));
        assertThat(settings.cache()).isEqualTo(home.resolve(".cache/huggingface/hub"));
        assertThat(settings.token()).isEqualTo(new HubToken("", home.resolve(".cache/huggingface/token")));
        assertThat(settings.offline()).isFalse();
        assertThat(settings.symlinks()).isTrue();
        assertThat(settings.token().read()).isEmpty();
    }

    @Test
    void theNarrowerVariableWins() {
        String folder = home.resolve("x").toString();
        assertThat(cache(Map.of("XDG_CACHE_HOME", folder))).isEqualTo(home.resolve("x/huggingface/hub"));
        assertThat(cache(Map.of("XDG_CACHE_HOME", "/y", "HF_HOME", folder))).isEqualTo(home.resolve("x/hub"));
        assertThat(cache(Map.of("HF_HOME", "/y", "HF_HUB_CACHE", folder))).isEqualTo(home.resolve("x"));
        assertThat(cache(Map.of("HF_HOME", "~/y"))).isEqualTo(home.resolve("y/hub"));
        assertThat(cache(Map.of("HF_HUB_CACHE", "~"))).isEqualTo(home);
        assertThat(cache(Map.of("HF_HUB_CACHE", "here")))
                .isEqualTo(Path.of("here").toAbsolutePath());
    }

    @Test
    void readsSwitchesAsTheHubsToolsDo() {
        assertThat(settings(Map.of("HF_HUB_OFFLINE", "1")).offline()).isTrue();
        assertThat(settings(Map.of("HF_HUB_OFFLINE", "yes")).offline()).isTrue();
        assertThat(settings(Map.of("HF_HUB_OFFLINE", "0")).offline()).isFalse();
        assertThat(settings(Map.of("HF_HUB_DISABLE_SYMLINKS", "True")).symlinks())
                .isFalse();
    }

    @Test
    void takesAnotherEndpoint() {
        assertThat(settings(Map.of("HF_ENDPOINT", "http://mirror:8080/hub//")).endpoint())
                .isEqualTo(URI.create("http://mirror:8080/hub"));
        for (String endpoint : new String[] {"mirror", "ftp://mirror", "https://", "https://me:pass@mirror", "a b"}) {
            assertThatThrownBy(() -> settings(Map.of("HF_ENDPOINT", endpoint)))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageStartingWith("HF_ENDPOINT is '" + endpoint.replace("me:pass", "..."))
                    .hasMessageEndingWith("', which is not the address of a hub, such as https://huggingface.co.");
        }
    }

    @Test
    void takesTheTokenFromTheVariableElseFromTheFile() throws IOException {
        Files.writeString(home.resolve("token"), "hf_file\n");
        Map<String, String> file = Map.of("HF_HOME", home.toString());
        assertThat(settings(file).token().read()).contains("hf_file");
        assertThat(settings(Map.of("HF_TOKEN_PATH", home.resolve("token").toString()))
                        .token()
                        .read())
                .contains("hf_file");
        HubSettings set = settings(Map.of("HF_HOME", home.toString(), "HF_TOKEN", "hf_secret"));
        assertThat(set.token().read()).contains("hf_secret");
        assertThat(set.toString()).doesNotContain("hf_secret").contains("token=set");
    }

    @Test
    void refusesATokenThatCannotBeSentWithoutPrintingIt() throws IOException {
        assertThatThrownBy(
                        () -> settings(Map.of("HF_TOKEN", "hf_se cret")).token().read())
                .isInstanceOf(CheckpointException.class)
                .hasMessage("The token in HF_TOKEN holds spaces or characters that no token has. Set it again.");
        Path folder = Files.createDirectory(home.resolve("token"));
        assertThatThrownBy(() ->
                        settings(Map.of("HF_HOME", home.toString())).token().read())
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("Cannot read the token in " + folder + ": ")
                .hasMessageEndingWith(". Set HF_TOKEN, or HF_TOKEN_PATH.");
    }
}
