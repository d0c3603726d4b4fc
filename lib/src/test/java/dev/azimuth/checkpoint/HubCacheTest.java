package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class HubCacheTest {
    private static final String WHOLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";

    @TempDir
    Path cache;

    private final byte[] weights = new byte[300_000];
    private final HubServer server = new HubServer();

    HubCacheTest() {
        new Random(1).nextBytes(weights);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Path get() {
        return HubCache.of(server.settings(cache)).get(HubServer.ID);
    }

    private Path repository() {
        return cache.resolve("models--owner--name");
    }

    private Path snapshot() {
        return repository().resolve("snapshots").resolve(HubServer.COMMIT);
    }

    private List<String> blobs() {
        return Folder.list(repository().resolve("blobs")).stream()
                .map(path -> path.getFileName().toString())
                .toList();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
    void laysFilesOutAsTheHubsToolsDo() throws IOException {
        server.withTexts().withLarge(WHOLE, weights);
        assertThat(get()).isEqualTo(snapshot());
        assertThat(repository().resolve("refs/main")).hasContent(HubServer.COMMIT);
        assertThat(snapshot().resolve(WHOLE)).hasBinaryContent(weights);
        assertThat(Files.readSymbolicLink(snapshot().resolve(WHOLE)))
                .isEqualTo(Path.of("../../blobs", HubServer.sha256(weights)));
        assertThat(Files.readSymbolicLink(snapshot().resolve("config.json")))
                .isEqualTo(Path.of("../../blobs", HubServer.gitSha1("{}".getBytes(StandardCharsets.UTF_8))));
        assertThat(Folder.list(snapshot()))
                .extracting(path -> path.getFileName().toString())
                .containsExactly("config.json", WHOLE, "tokenizer.json", "tokenizer_config.json");
        assertThat(Folder.list(repository().resolve(".no_exist").resolve(HubServer.COMMIT)))
                .extracting(path -> path.getFileName().toString())
                .containsExactly("chat_template.jinja", "generation_config.json", "special_tokens_map.json");
        assertThat(blobs()).hasSize(3).allMatch(name -> name.matches("[0-9a-f]+"));
    }

    @Test
    void asksNothingWhenTheModelIsThere() throws IOException {
        server.withTexts().withLarge(WHOLE, weights);
        get();
        server.requests.clear();
        assertThat(get()).isEqualTo(snapshot());
        assertThat(HubCache.of(server.settings(cache)).get(HubId.parse("owner/name@" + HubServer.COMMIT)))
                .isEqualTo(snapshot());
        assertThat(server.requests).isEmpty();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
    void usesWhatPythonHasFetched() throws IOException {
        Path blobs = Files.createDirectories(repository().resolve("blobs"));
        Files.createDirectories(snapshot());
        for (String name : List.of("config.json", "tokenizer.json", INDEX, "a.safetensors")) {
            Files.writeString(blobs.resolve("of-" + name), "{\"weight_map\":{\"w\":\"a.safetensors\"}}");
            Files.createSymbolicLink(snapshot().resolve(name), Path.of("../../blobs/of-" + name));
        }
        Path ref = Files.createDirectories(repository().resolve("refs")).resolve("main");
        Files.writeString(ref, HubServer.COMMIT);
        assertThat(HubCache.of(offline()).get(HubServer.ID)).isEqualTo(snapshot());
        assertThat(server.requests).isEmpty();

        Files.delete(blobs.resolve("of-a.safetensors")); // as when a cache was pruned: the link leads nowhere now
        assertThatThrownBy(() -> HubCache.of(offline()).get(HubServer.ID))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("owner/name is not in " + cache + " as a whole: a.safetensors is missing, and"
                        + " HF_HUB_OFFLINE forbids to fetch it. Unset it, or set HF_HUB_CACHE to a folder that has the"
                        + " model.");
    }

    @Test
    void fetchesTheSmallFilesThatPythonLeftOut() throws IOException {
        server.withTexts().withLarge(WHOLE, weights);
        get();
        forgetSmallFiles();
        server.with("chat_template.jinja", "{{ messages }}");
        server.requests.clear();
        assertThat(get()).isEqualTo(snapshot());
        assertThat(snapshot().resolve("chat_template.jinja")).hasContent("{{ messages }}");
        assertThat(snapshot().resolve("tokenizer_config.json")).hasContent("{}");
        assertThat(server.requests).noneMatch(request -> request.path().contains(WHOLE));
        server.requests.clear();
        get();
        assertThat(server.requests).isEmpty();
    }

    @Test
    void aModelThatIsThereNeedsNoHub() throws IOException {
        server.withTexts().withLarge(WHOLE, weights);
        get();
        forgetSmallFiles();
        server.requests.clear();
        server.hubFault = exchange -> HubServer.fail(exchange, 401, "GatedRepo");
        assertThat(get()).isEqualTo(snapshot());
        server.hubFault = exchange -> HubServer.fail(exchange, 503, "");
        assertThat(get()).isEqualTo(snapshot());
        assertThat(server.requests).hasSize(2);
        server.close();
        assertThat(get()).isEqualTo(snapshot());
    }

    /** As when Python, which writes nothing down of what it was not asked for, fetched the model. */
    private void forgetSmallFiles() throws IOException {
        Files.delete(snapshot().resolve("tokenizer_config.json"));
        for (Path absence : Folder.list(repository().resolve(".no_exist").resolve(HubServer.COMMIT))) {
            Files.delete(absence);
        }
    }

    @Test
    void aFolderOfTheOwnersNameMayMeanAPath() {
        Path sources = Path.of("src").toAbsolutePath();
        assertThatThrownBy(() -> HubCache.of(server.settings(cache)).get(HubId.parse("src/llama")))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("There is no repository src/llama on localhost, or it is private. Check the name; for a"
                        + " private one set HF_TOKEN. If a path is meant: the folder " + sources + " has no llama.");
    }

    private HubSettings offline() {
        HubSettings settings = server.settings(cache);
        return new HubSettings(
                settings.endpoint(), cache, settings.token(), true, true, settings.timeout(), settings.pause());
    }

    @Test
    void offlineMeansNoRequest() {
        server.withTexts().withLarge(WHOLE, weights);
        assertThatThrownBy(() -> HubCache.of(offline()).get(HubServer.ID))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("owner/name is not in " + cache + ", and HF_HUB_OFFLINE forbids to fetch it. Unset it, or"
                        + " set HF_HUB_CACHE to a folder that has the model.");
        assertThat(server.requests).isEmpty();
        get();
        server.requests.clear();
        assertThat(HubCache.of(offline()).get(HubServer.ID)).isEqualTo(snapshot());
        assertThat(server.requests).isEmpty();
        assertThat(HubCache.of(offline())).hasToString("HubCache(" + cache + ", " + server.endpoint() + ", offline)");
    }

    @Test
    void fetchesOtherRevisionsIntoTheSameBlobs() {
        server.withTexts().withLarge(WHOLE, weights);
        get();
        server.requests.clear();
        HubCache hub = HubCache.of(server.settings(cache));
        assertThat(hub.get(HubId.parse("owner/name@refs/pr/1"))).isEqualTo(snapshot());
        assertThat(repository().resolve("refs/refs/pr/1")).hasContent(HubServer.COMMIT);
        assertThat(server.requests)
                .containsExactly(
                        new HubServer.Request(
                                "hub", "HEAD", "/owner/name/resolve/refs%2Fpr%2F1/config.json", "none", "none"),
                        new HubServer.Request("hub", "HEAD", "/api/resolve-cache/config.json", "none", "none"));
    }

    @Test
    void fetchesThePartsThatAnIndexNames() {
        server.withTexts()
                .with(INDEX, "{\"weight_map\":{\"a\":\"m-1.safetensors\",\"b\":\"m-2.safetensors\"}}")
                .withLarge("m-1.safetensors", weights)
                .withLarge("m-2.safetensors", new byte[0]);
        assertThat(get().resolve("m-1.safetensors")).hasBinaryContent(weights);
        assertThat(snapshot().resolve("m-2.safetensors")).isEmptyFile();
        assertThat(HubModelFiles.missing(snapshot())).isEmpty();
    }

    @Test
    void refusesAnIndexThatPointsElsewhere() {
        server.withTexts().with(INDEX, "{\"weight_map\":{\"a\":\"../../../a.safetensors\"}}");
        assertThatThrownBy(this::get)
                .isInstanceOf(CheckpointException.class)
                .hasMessage(snapshot().resolve(INDEX) + ": weight_map at byte 1 says that tensor a is in"
                        + " \"../../../a.safetensors\", which is not the plain name of a .safetensors file.");
        assertThat(repository().resolve("refs")).doesNotExist();
    }

    @Test
    void neverFetchesPickles() {
        server.withTexts().withLarge("pytorch_model.bin", weights);
        assertThatThrownBy(this::get)
                .isInstanceOf(CheckpointException.class)
                .hasMessage("owner/name has its weights only as pickles (pytorch_model.bin), which run code when they"
                        + " are opened and are never fetched; look for a revision or another repository of the same"
                        + " model with model.safetensors.");
        assertThat(server.requests).allMatch(request -> request.method().equals("HEAD"));
    }

    @Test
    void saysWhatARepositoryLacks() {
        server.with("config.json", "{}");
        assertThatThrownBy(this::get)
                .isInstanceOf(CheckpointException.class)
                .hasMessage("owner/name has no model.safetensors, without which it cannot be opened. A model has"
                        + " config.json, tokenizer.json and model.safetensors, or its parts and"
                        + " model.safetensors.index.json.");
        server.withLarge(WHOLE, weights);
        HubServer other = new HubServer().with("config.json", "{}").withLarge(WHOLE, weights);
        assertThatThrownBy(() ->
                        HubCache.of(other.settings(cache.resolve("other"))).get(HubServer.ID))
                .hasMessageStartingWith("owner/name has no tokenizer.json,");
        assertThat(other.requests).noneMatch(request -> request.host().equals("storage"));
        other.close();
    }

    @Test
    void copiesWhereLinksAreNotWanted() {
        server.withTexts().withLarge(WHOLE, weights);
        HubSettings settings = server.settings(cache);
        HubCache.of(new HubSettings(
                        settings.endpoint(),
                        cache,
                        settings.token(),
                        false,
                        false,
                        settings.timeout(),
                        settings.pause()))
                .get(HubServer.ID);
        assertThat(snapshot().resolve(WHOLE)).hasBinaryContent(weights).isRegularFile();
        assertThat(Files.isSymbolicLink(snapshot().resolve(WHOLE))).isFalse();
    }

    @Test
    void threadsThatAskAtOnceFetchOnce() {
        server.withTexts().withLarge(WHOLE, weights);
        var asked = Stream.generate(() -> CompletableFuture.supplyAsync(this::get))
                .limit(4)
                .toList();
        assertThat(asked).allSatisfy(path -> assertThat(path.join()).isEqualTo(snapshot()));
        assertThat(server.requests)
                .filteredOn(request -> request.host().equals("storage"))
                .hasSize(1);
    }

    @Test
    void anInterruptCancelsAndWhatHasComeIsKept() throws IOException {
        server.withTexts().withLarge(WHOLE, weights);
        Thread self = Thread.currentThread();
        server.storageFault = exchange -> {
            HubServer.begin(exchange, weights);
            exchange.getResponseBody().write(weights, 0, 100_000);
            exchange.getResponseBody().flush();
            Path incomplete = repository().resolve("blobs/" + HubServer.sha256(weights) + ".azimuth.incomplete");
            while (!Files.exists(incomplete) || Files.size(incomplete) < 100_000) {
                Thread.onSpinWait();
            }
            self.interrupt();
            sleep(Duration.ofMinutes(1));
            return true;
        };
        long start = System.nanoTime();
        assertThatThrownBy(this::get)
                .isInstanceOf(CancellationException.class)
                .hasMessage("Stopped while downloading owner/name; the next time it goes on there.");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        server.storageFault = exchange -> false;
        assertThat(get().resolve(WHOLE)).hasBinaryContent(weights);
        assertThat(server.requests.get(server.requests.size() - 1).range()).isEqualTo("bytes=100000-");
    }

    private static void sleep(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void saysWhenTheFolderCannotBeWritten() throws IOException {
        server.withTexts().withLarge(WHOLE, weights);
        Files.writeString(cache.resolve(".locks"), "a file");
        assertThatThrownBy(this::get)
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("Cannot fetch owner/name into " + cache + ": ")
                .hasMessageEndingWith(". Set HF_HUB_CACHE to a folder that can be written and has room.");
        Files.createDirectories(repository().resolve("refs/main"));
        assertThatThrownBy(this::get)
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("Cannot read " + repository().resolve("refs/main") + ": ")
                .hasMessageEndingWith(". Set HF_HUB_CACHE to a folder that can be read.");
    }
}
