package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.checkpoint.HubServer.Request;
import dev.azimuth.progress.Progress;
import dev.azimuth.progress.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubBlobTest {
    private static final String NAME = "model.safetensors";

    @TempDir
    Path folder;

    private final byte[] content = new byte[1_000_000];
    private final HubServer server = new HubServer();
    private Path blob = Path.of("");
    private Path incomplete = Path.of("");

    @BeforeEach
    void contentAndNames() {
        new Random(2).nextBytes(content);
        server.withLarge(NAME, content);
        blob = folder.resolve(HubServer.sha256(content));
        incomplete = folder.resolve(HubServer.sha256(content) + ".azimuth.incomplete");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void fetch(String etag) throws IOException {
        var uri = new HubAddress(server.endpoint(), HubServer.ID).of(HubServer.COMMIT, NAME);
        var file = new HubFile(NAME, uri, HubServer.COMMIT, etag, content.length);
        new HubBlob(new HubHttp(server.settings(folder)), file, folder.resolve(etag)).fetch();
    }

    private void fetch() throws IOException {
        fetch(HubServer.sha256(content));
    }

    private String[] ranges() {
        return server.requests.stream()
                .filter(request -> request.host().equals("storage"))
                .map(Request::range)
                .toArray(String[]::new);
    }

    @Test
    void tellsHowFarItIs() throws IOException {
        Set<String> told = new LinkedHashSet<>();
        Progress.listener((label, done, total) -> told.add(label + " " + done + "/" + total));
        try {
            fetch();
        } finally {
            Progress.listener(ProgressListener.SILENT);
        }
        assertThat(blob).hasBinaryContent(content);
        assertThat(told)
                .containsExactly(
                        "downloading model.safetensors 0/4",
                        "downloading model.safetensors 1/4",
                        "downloading model.safetensors 2/4",
                        "downloading model.safetensors 3/4",
                        "downloading model.safetensors 4/4",
                        "checking model.safetensors 0/1",
                        "checking model.safetensors 1/1");
    }

    @Test
    void goesOnAfterACutConnection() throws IOException {
        var cuts = new AtomicInteger();
        server.storageFault = exchange -> {
            if (cuts.incrementAndGet() > 7) { // more often than it would try in vain
                return false;
            }
            int from = HubServer.begin(exchange, content);
            exchange.getResponseBody().write(content, from, 100_000);
            exchange.getResponseBody().flush();
            while (!Files.exists(incomplete) || Files.size(incomplete) < from + 100_000) {
                Thread.onSpinWait();
            }
            return true;
        };
        fetch();
        assertThat(blob).hasBinaryContent(content);
        assertThat(ranges())
                .containsExactly(
                        "none",
                        "bytes=100000-",
                        "bytes=200000-",
                        "bytes=300000-",
                        "bytes=400000-",
                        "bytes=500000-",
                        "bytes=600000-",
                        "bytes=700000-");
        assertThat(Folder.list(folder)).containsExactly(blob);
    }

    @Test
    void givesUpWhenNothingMoreComes() throws IOException {
        Files.write(incomplete, Arrays.copyOf(content, 10));
        server.storageFault = exchange -> {
            HubServer.begin(exchange, content);
            return true;
        };
        assertThatThrownBy(this::fetch).isInstanceOf(HubConnectionException.class);
        assertThat(ranges()).hasSize(5).containsOnly("bytes=10-");
        assertThat(Folder.list(folder)).containsExactly(incomplete);
    }

    @Test
    void resumesWhatAnEarlierRunLeft() throws IOException {
        Files.write(incomplete, Arrays.copyOf(content, 400_000));
        fetch();
        assertThat(blob).hasBinaryContent(content);
        assertThat(ranges()).containsExactly("bytes=400000-");
    }

    @Test
    void asksForNothingWhenAllIsThere() throws IOException {
        Files.write(incomplete, content);
        fetch();
        assertThat(blob).hasBinaryContent(content);
        assertThat(ranges()).isEmpty();
    }

    @Test
    void startsAgainWhenTheServerKnowsNoRanges() throws IOException {
        Files.write(incomplete, Arrays.copyOf(content, 400_000));
        server.storageFault = exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
            return true;
        };
        fetch();
        assertThat(blob).hasBinaryContent(content);
        assertThat(ranges()).containsExactly("bytes=400000-");
    }

    @Test
    void startsAgainWhenWhatWasLeftIsDamaged() throws IOException {
        Files.write(incomplete, new byte[400_000]);
        fetch();
        assertThat(blob).hasBinaryContent(content);
        assertThat(ranges()).containsExactly("bytes=400000-", "none");
        Files.delete(blob);
        Files.write(incomplete, new byte[content.length + 1]);
        fetch();
        assertThat(blob).hasBinaryContent(content);
    }

    @Test
    void refusesOtherContentAndKeepsNoneOfIt() {
        String sha256 = "0".repeat(64);
        assertThatThrownBy(() -> fetch(sha256))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(NAME + " came from " + server.endpoint() + "/owner/name/resolve/" + HubServer.COMMIT + "/"
                        + NAME + " with the SHA-256 " + HubServer.sha256(content) + ", but the hub announced " + sha256
                        + ". It was deleted. Try again; if it stays so, a proxy may be changing it.");
        String sha1 = "0".repeat(40);
        assertThatThrownBy(() -> fetch(sha1))
                .hasMessageContaining(" with the git SHA-1 " + HubServer.gitSha1(content) + ", but the hub announced");
        assertThat(Folder.list(folder)).isEmpty();
    }

    @Test
    void refusesAnotherLength() throws IOException {
        server.storageFault = exchange -> {
            HubServer.begin(exchange, new byte[content.length + 1]);
            return true;
        };
        assertThatThrownBy(this::fetch)
                .isInstanceOf(CheckpointException.class)
                .hasMessage(NAME + " has 1000000 bytes by the hub's word, but " + server.storage() + "/" + NAME
                        + " sends 1000001 from byte 0 on.");
        assertThat(blob).doesNotExist();
    }

    @Test
    void refusesWhatIsNotTheFile() throws IOException {
        server.storageFault = exchange -> HubServer.fail(exchange, 403, "");
        assertThatThrownBy(this::fetch)
                .isInstanceOf(CheckpointException.class)
                .hasMessage(
                        NAME + " cannot be fetched: " + server.storage() + "/" + NAME + " answered with status 403.");
        Files.write(incomplete, Arrays.copyOf(content, 10));
        server.storageFault = exchange -> {
            exchange.getResponseHeaders().set("Content-Range", "bytes 5-999999/1000000");
            exchange.sendResponseHeaders(206, -1);
            return true;
        };
        assertThatThrownBy(this::fetch)
                .hasMessageEndingWith(" answered with status 206 and the range bytes 5-999999/1000000.");
    }
}
