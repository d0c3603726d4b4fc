package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.checkpoint.HubServer.Request;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubHttpTest {
    private static final String FILE = "model.safetensors";
    private static final byte[] CONTENT = {1, 2, 3};

    private static final int TRIES = 5;

    @TempDir
    Path cache;

    private final HubServer server = new HubServer().with("config.json", "{}").withLarge(FILE, CONTENT);

    @AfterEach
    void stop() {
        server.close();
    }

    private URI uri(String file) {
        return new HubAddress(server.endpoint(), HubServer.ID).of("main", file);
    }

    private byte[] get(HubSettings settings, String file) throws IOException {
        HttpResponse<HubBody> answer = new HubHttp(settings).get(uri(file), 0);
        try (HubBody body = answer.body()) {
            return body.readAllBytes();
        }
    }

    @Test
    void theTokenGoesToTheHubAlone() throws IOException {
        assertThat(get(server.settings(cache, "hf_secret"), FILE)).isEqualTo(CONTENT);
        assertThat(server.requests)
                .containsExactly(
                        new Request("hub", "GET", "/owner/name/resolve/main/" + FILE, "Bearer hf_secret", "none"),
                        new Request("storage", "GET", "/" + FILE, "none", "none"));
    }

    @Test
    void theTokenFollowsARelativeRedirectAndComesFromAFile() throws IOException {
        Path file = Files.writeString(cache.resolve("token"), "hf_file\n");
        HubSettings settings = HubSettings.of(
                Map.of("HF_ENDPOINT", server.endpoint().toString(), "HF_TOKEN_PATH", file.toString()), cache);
        assertThat(get(settings, "config.json")).asString().isEqualTo("{}");
        assertThat(server.requests)
                .containsExactly(
                        new Request("hub", "GET", "/owner/name/resolve/main/config.json", "Bearer hf_file", "none"),
                        new Request("hub", "GET", "/api/resolve-cache/config.json", "Bearer hf_file", "none"));
    }

    @Test
    void theTokenComesBackWithARedirectToTheHub() throws IOException {
        server.storageFault =
                exchange -> HubServer.redirect(exchange, uri("config.json").toString());
        assertThat(get(server.settings(cache, "hf_secret"), FILE)).asString().isEqualTo("{}");
        assertThat(server.requests)
                .extracting(Request::authorization)
                .containsExactly("Bearer hf_secret", "none", "Bearer hf_secret", "Bearer hf_secret");
    }

    @Test
    void aNameOfTheSameMachineIsAnotherHost() throws IOException {
        server.hubFault =
                exchange -> exchange.getRequestHeaders().getFirst("Host").startsWith("localhost")
                        && HubServer.redirect(
                                exchange,
                                "http://127.0.0.1:" + server.endpoint().getPort() + "/api/resolve-cache/config.json");
        assertThat(get(server.settings(cache, "hf_secret"), "config.json"))
                .asString()
                .isEqualTo("{}");
        assertThat(server.requests).extracting(Request::authorization).containsExactly("Bearer hf_secret", "none");
    }

    @Test
    void givesUpOnALoop() {
        server.hubFault = exchange ->
                HubServer.redirect(exchange, exchange.getRequestURI().getPath());
        assertThatThrownBy(() -> get(server.settings(cache), FILE))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(uri(FILE) + " leads to more than 10 redirects. Check HF_ENDPOINT.");
        assertThat(server.requests).hasSize(11);
    }

    @Test
    void asksAgainWhenTheServerIsOutOfOrder() throws IOException {
        var left = new AtomicInteger(TRIES - 1);
        server.hubFault = exchange -> left.getAndDecrement() > 0 && HubServer.fail(exchange, 503, "");
        var http = new HubHttp(server.settings(cache));
        assertThat(http.head(uri(FILE), HubFile::isComplete).statusCode()).isEqualTo(302);
        assertThat(server.requests).hasSize(TRIES);

        left.set(100);
        assertThatThrownBy(() -> http.head(uri(FILE), HubFile::isComplete))
                .isInstanceOf(HubConnectionException.class)
                .hasMessage("localhost answered with status 503");
        assertThat(server.requests).hasSize(2 * TRIES);
    }

    @Test
    void saysWhenTheServerCannotBeReached() {
        HubSettings settings = server.settings(cache);
        server.close();
        assertThatThrownBy(() -> HubCache.of(settings).get(HubServer.ID))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("Cannot fetch owner/name: cannot reach localhost (ConnectException")
                .hasMessageEndingWith("). Check the network and HF_ENDPOINT (" + settings.endpoint()
                        + "); what has come so far is" + " kept.");
    }

    @Test
    void givesUpOnASilentServer() {
        HubSettings settings = server.settings(cache);
        var impatient = new HubSettings(
                settings.endpoint(), cache, settings.token(), false, true, Duration.ofSeconds(1), Duration.ofMillis(1));
        server.storageFault = exchange -> {
            HubServer.begin(exchange, CONTENT);
            exchange.getResponseBody().flush();
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return true;
        };
        assertThatThrownBy(() -> get(impatient, FILE))
                .isInstanceOf(HubConnectionException.class)
                .hasMessage("nothing came for 1.0 s");
    }
}
