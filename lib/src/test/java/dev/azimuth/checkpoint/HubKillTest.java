package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that downloads, again and again, at any moment. */
class HubKillTest {
    private static final int KILLS = 12;
    private static final int PIECE = 4096;
    private static final String NAME = "model.safetensors";

    @TempDir
    Path folder;

    private final byte[] weights = new byte[3_000_000];
    private final HubServer server = new HubServer().withTexts().withLarge(NAME, weights);
    private final Random random = new Random(3);

    /** What is killed. */
    static final class Child {
        private Child() {}

        /** Downloads the one repository of the hub that the first argument names into the cache that the second names. */
        public static void main(String[] arguments) {
            Path cache = Path.of(arguments[1]);
            HubCache.of(new HubSettings(
                            URI.create(arguments[0]),
                            cache,
                            new HubToken("", cache.resolve("no-token")),
                            false,
                            true,
                            Duration.ofSeconds(10),
                            Duration.ofMillis(10)))
                    .get(HubServer.ID);
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void neverLeavesHalfAFileUnderItsName() throws IOException, InterruptedException {
        random.nextBytes(weights);
        server.storageFault = exchange -> {
            int from = HubServer.begin(exchange, weights);
            for (int at = from; at < weights.length; at += PIECE) {
                exchange.getResponseBody().write(weights, at, Math.min(PIECE, weights.length - at));
                exchange.getResponseBody().flush();
                sleep(1); // 3 MB take most of a second
            }
            return true;
        };
        for (int kill = 0; kill < KILLS; kill++) {
            Process child = start();
            try {
                if (kill % 3 == 0) {
                    sleep(random.nextInt(800)); // while it starts, or fetches the small files
                } else {
                    while (child.isAlive() && !isSendingWeights()) {
                        sleep(1);
                    }
                    sleep(random.nextInt(80));
                }
            } finally {
                child.destroyForcibly().waitFor();
            }
            assertWholeOrAbsent();
        }
        Process last = start();
        assertThat(last.waitFor()).as(Files.readString(folder.resolve("log"))).isZero();
        assertThat(snapshot().resolve(NAME)).hasBinaryContent(weights);
        assertThat(server.requests)
                .as("downloads that went on where another was killed")
                .anyMatch(request -> request.range().matches("bytes=[1-9][0-9]*-"));
        assertWholeOrAbsent();
        assertThat(Folder.list(blobs()).toString()).doesNotContain("incomplete");
    }

    private Process start() throws IOException {
        server.requests.clear();
        return ChildJvm.start(
                Child.class, folder.resolve("log"), server.endpoint().toString(), cache().toString());
    }

    private boolean isSendingWeights() {
        return server.requests.stream().anyMatch(request -> request.host().equals("storage"));
    }

    private void assertWholeOrAbsent() throws IOException {
        for (Path blob : list(blobs())) {
            String name = blob.getFileName().toString();
            byte[] content = Files.readAllBytes(blob);
            if (!name.endsWith(".incomplete")) {
                assertThat(name).isIn(HubServer.sha256(content), HubServer.gitSha1(content));
            }
        }
        for (Path file : list(snapshot())) {
            if (file.endsWith(NAME)) {
                assertThat(file).hasBinaryContent(weights);
            }
        }
    }

    private static List<Path> list(Path folder) {
        return Files.exists(folder) ? Folder.list(folder) : List.of();
    }

    private Path cache() {
        return folder.resolve("cache");
    }

    private Path blobs() {
        return cache().resolve("models--owner--name/blobs");
    }

    private Path snapshot() {
        return cache().resolve("models--owner--name/snapshots").resolve(HubServer.COMMIT);
    }

    private static void sleep(int milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server is being stopped
        }
    }
}
