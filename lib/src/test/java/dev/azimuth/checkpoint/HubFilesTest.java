package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single files of repositories that are no model. */
class HubFilesTest {
    private static final String CONFIG = "layer_5/width_16k/cfg.json";
    private static final String WEIGHTS = "layer_5/width_16k/sae_weights.safetensors";

    @TempDir
    Path cache;

    private final HubServer server = new HubServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private HubCache hub() {
        return HubCache.of(server.settings(cache));
    }

    private HubCache offline() {
        HubSettings some = server.settings(cache);
        return HubCache.of(new HubSettings(
                some.endpoint(), cache, some.token(), true, some.symlinks(), some.timeout(), some.pause()));
    }

    private Path snapshot() {
        return cache.resolve("models--owner--name/snapshots").resolve(HubServer.COMMIT);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
    void laysFilesInFoldersOutAsTheHubsToolsDo() throws IOException {
        byte[] weights = new byte[1000];
        server.with(CONFIG, "{}").withLarge(WEIGHTS, weights);
        assertThat(hub().find(HubServer.ID, CONFIG)).contains(snapshot().resolve(CONFIG));
        assertThat(hub().find(HubServer.ID, WEIGHTS)).contains(snapshot().resolve(WEIGHTS));
        assertThat(Files.readSymbolicLink(snapshot().resolve(WEIGHTS)))
                .isEqualTo(Path.of("../../../../blobs", HubServer.sha256(weights)));
        assertThat(snapshot().resolve(WEIGHTS)).hasBinaryContent(weights);
        assertThat(cache.resolve("models--owner--name/refs/main")).hasContent(HubServer.COMMIT);
        assertThat(server.requests)
                .extracting(HubServer.Request::path)
                .contains(
                        "/owner/name/resolve/main/" + CONFIG,
                        "/owner/name/resolve/" + HubServer.COMMIT + "/" + WEIGHTS);
        server.requests.clear();
        assertThat(hub().find(HubServer.ID, CONFIG)).isPresent();
        assertThat(offline().find(HubServer.ID, WEIGHTS)).isPresent();
        assertThat(server.requests).isEmpty();
    }

    @Test
    void remembersWhatARepositoryLacks() {
        server.with(CONFIG, "{}");
        assertThat(hub().find(HubServer.ID, CONFIG)).isPresent();
        assertThat(hub().find(HubServer.ID, WEIGHTS)).isEmpty();
        server.requests.clear();
        assertThat(hub().find(HubServer.ID, WEIGHTS)).isEmpty();
        assertThat(server.requests).isEmpty();
        assertThatThrownBy(() -> offline().find(HubServer.ID, "other/cfg.json"))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(
                        "other/cfg.json of owner/name is not in " + cache + ", and HF_HUB_OFFLINE forbids to fetch it."
                                + " Unset it, or set HF_HUB_CACHE to a folder that has it.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../cfg.json",
                "a/../../cfg.json",
                "/etc/cfg.json",
                "a//cfg.json",
                "a\\cfg.json",
                ".hidden/cfg.json",
                "sae.pt",
                "model.bin",
                "a..b/cfg.json",
                "cfg.json?x=.json"
            })
    void fetchesNothingElse(String file) {
        assertThatThrownBy(() -> hub().find(HubServer.ID, file))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("'" + file + "' is not fetched from a hub. Give the path in the repository of a .json,"
                        + " .safetensors or .npz file, with / between its folders.");
        assertThat(server.requests).isEmpty();
    }

    @Test
    void aDamagedFileIsRefused() {
        byte[] weights = new byte[1000];
        server.withLarge(WEIGHTS, weights);
        server.storageFault = exchange -> {
            HubServer.begin(exchange, weights);
            byte[] wrong = new byte[weights.length];
            wrong[7] = 1;
            exchange.getResponseBody().write(wrong);
            return true;
        };
        assertThatThrownBy(() -> hub().find(HubServer.ID, WEIGHTS))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(WEIGHTS + " came from ")
                .hasMessageContaining("but the hub announced");
        assertThat(snapshot().resolve(WEIGHTS)).doesNotExist();
    }
}
