package dev.azimuth.checkpoint;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A hub on this machine with one repository, {@code owner/name}. Like the public one it sends small files from its own
 * host, behind a relative redirect, and large ones from a storage host, which here is another port.
 */
public final class HubServer implements AutoCloseable {
    /** The only commit. */
    static final String COMMIT = "c0ffee".repeat(6) + "c0ff";

    /** Its id. */
    public static final HubId ID = HubId.parse("owner/name");

    private static final String PATH = "/owner/name/resolve/";
    private static final String CACHE = "/api/resolve-cache/";
    private static final String NONE = "none";

    /** What was asked: header values are {@code none} where there were none. */
    record Request(String host, String method, String path, String authorization, String range) {}

    /** Takes an exchange over; says whether it did. */
    @FunctionalInterface
    interface Fault {
        boolean handle(HttpExchange exchange) throws IOException;
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer hub;
    private final HttpServer storage;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, byte[]> large = new ConcurrentHashMap<>();

    /** Everything that was asked, in order. */
    final List<Request> requests = new CopyOnWriteArrayList<>();

    /** What goes wrong at the hub. */
    volatile Fault hubFault = exchange -> false;

    /** What goes wrong at the storage host. */
    volatile Fault storageFault = exchange -> false;

    /** Starts on ports that are free. */
    public HubServer() {
        hub = server("hub", this::answer);
        storage = server("storage", this::store);
    }

    private HttpServer server(String name, Fault handler) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(threads);
            server.createContext("/", exchange -> {
                requests.add(new Request(
                        name,
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().getRawPath(),
                        header(exchange, "Authorization"),
                        header(exchange, "Range")));
                try (exchange) {
                    handler.handle(exchange);
                }
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? NONE : value;
    }

    /** A small file. */
    public HubServer with(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    HubServer with(String name, String content) {
        return with(name, content.getBytes(StandardCharsets.UTF_8));
    }

    /** A file that the storage host sends. */
    public HubServer withLarge(String name, byte[] content) {
        large.put(name, content);
        return this;
    }

    /** The small files of every model. */
    HubServer withTexts() {
        return with("config.json", "{}")
                .with("tokenizer.json", "{\"model\":{}}")
                .with("tokenizer_config.json", "{}");
    }

    URI endpoint() {
        return URI.create("http://localhost:" + hub.getAddress().getPort());
    }

    URI storage() {
        return URI.create("http://localhost:" + storage.getAddress().getPort());
    }

    /** Settings for a user of this hub without a token. */
    public HubSettings settings(Path cache) {
        return settings(cache, "");
    }

    HubSettings settings(Path cache, String token) {
        return new HubSettings(
                endpoint(),
                cache,
                new HubToken(token, cache.resolve("no-token")),
                false,
                true,
                Duration.ofMinutes(1),
                Duration.ofMillis(10));
    }

    private boolean answer(HttpExchange exchange) throws IOException {
        if (hubFault.handle(exchange)) {
            return true;
        }
        String path = exchange.getRequestURI().getRawPath();
        if (path.startsWith(CACHE)) {
            byte[] content = files.getOrDefault(path.substring(CACHE.length()), new byte[0]);
            exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
            exchange.getResponseHeaders().set("ETag", "\"" + gitSha1(content) + "\"");
            send(exchange, content);
            return true;
        }
        if (!path.startsWith(PATH)) {
            fail(exchange, 401, "RepoNotFound");
            return true;
        }
        String revision = path.substring(PATH.length()).replaceFirst("/.*", "");
        String name = path.substring(PATH.length()).replaceFirst("[^/]*/", "");
        if (!List.of("main", "v1", "refs%2Fpr%2F1", COMMIT).contains(revision)) {
            fail(exchange, 404, "RevisionNotFound");
            return true;
        }
        exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
        if (large.containsKey(name)) {
            byte[] content = large.getOrDefault(name, new byte[0]);
            exchange.getResponseHeaders().set("X-Linked-Etag", "\"" + sha256(content) + "\"");
            exchange.getResponseHeaders().set("X-Linked-Size", String.valueOf(content.length));
            return redirect(exchange, storage() + "/" + name + "?signature=secret");
        }
        return files.containsKey(name) ? redirect(exchange, CACHE + name) : fail(exchange, 404, "EntryNotFound");
    }

    private boolean store(HttpExchange exchange) throws IOException {
        if (!storageFault.handle(exchange)) {
            send(exchange, content(exchange));
        }
        return true;
    }

    /** The large file that is asked for. */
    byte[] content(HttpExchange exchange) {
        return large.getOrDefault(exchange.getRequestURI().getPath().substring(1), new byte[0]);
    }

    /** Answers with a file, or the part of it that is asked for; returns where that begins. */
    static int begin(HttpExchange exchange, byte[] content) throws IOException {
        String range = header(exchange, "Range");
        int from = range.equals(NONE) ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        if (from > 0) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from == 0 ? -1 : content.length - from);
        return from;
    }

    private static void send(HttpExchange exchange, byte[] content) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(content.length));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        int from = begin(exchange, content);
        exchange.getResponseBody().write(content, from, content.length - from);
    }

    static boolean fail(HttpExchange exchange, int status, String code) throws IOException {
        exchange.getResponseHeaders().set("X-Error-Code", code);
        exchange.sendResponseHeaders(status, -1);
        return true;
    }

    static boolean redirect(HttpExchange exchange, String location) throws IOException {
        exchange.getResponseHeaders().set("Location", location);
        exchange.sendResponseHeaders(302, -1);
        return true;
    }

    static String sha256(byte[] content) {
        return digest("SHA-256", content);
    }

    static String gitSha1(byte[] content) {
        byte[] header = ("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8);
        return digest("SHA-1", header, content);
    }

    private static String digest(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        hub.stop(0);
        storage.stop(0);
        threads.shutdownNow();
    }
}
