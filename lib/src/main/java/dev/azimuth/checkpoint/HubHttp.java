package dev.azimuth.checkpoint;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;

/** Sends requests: to the hub with the user's token, to whomever it redirects without. */
final class HubHttp {
    private static final int TRIES = 5;
    private static final int MOST_REDIRECTS = 10;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);

    private final HubSettings settings;
    private final int tries;
    private final HttpClient client;

    HubHttp(HubSettings settings) {
        this(settings, TRIES);
    }

    /** @param tries how often a server that cannot be reached, or is out of order, is asked in all */
    HubHttp(HubSettings settings, int tries) {
        this.settings = settings;
        this.tries = tries;
        this.client = HttpClient.newBuilder()
                // The JDK would carry the token to whatever host a redirect names.
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1) // one long body at a time gains nothing from sharing a connection
                .connectTimeout(settings.timeout())
                .build();
    }

    int tries() {
        return tries;
    }

    /**
     * Asks for the headers alone. Redirects are followed until {@code enough} holds of an answer.
     *
     * @throws HubConnectionException when the server cannot be reached, or is out of order, several times in a row
     */
    HttpResponse<HubBody> head(URI uri, Predicate<HttpResponse<?>> enough) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                HttpResponse<HubBody> answer = follow("HEAD", uri, 0, enough);
                answer.body().close();
                return answer;
            } catch (HubConnectionException e) {
                if (attempt == tries) {
                    throw e;
                }
                pause(attempt);
            }
        }
    }

    /**
     * Asks for a file from byte {@code from} on; the caller closes the body. One try.
     *
     * @throws HubConnectionException when the server cannot be reached, or is out of order
     */
    HttpResponse<HubBody> get(URI uri, long from) throws IOException {
        return follow("GET", uri, from, answer -> false);
    }

    /** Waits before another try, longer each time. */
    void pause(int attempt) throws InterruptedIOException {
        try {
            Thread.sleep(settings.pause().multipliedBy(1L << (attempt - 1)).toMillis());
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted between two tries");
        }
    }

    private HttpResponse<HubBody> follow(String method, URI start, long from, Predicate<HttpResponse<?>> enough)
            throws IOException {
        URI uri = start;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            HttpResponse<HubBody> answer = send(method, uri, from);
            if (PASSING.contains(answer.statusCode())) {
                answer.body().close();
                throw new HubConnectionException(uri.getHost() + " answered with status " + answer.statusCode());
            }
            if (!REDIRECTS.contains(answer.statusCode()) || enough.test(answer)) {
                return answer;
            }
            answer.body().close();
            uri = HubRedirect.target(
                    settings.endpoint(),
                    uri,
                    answer.headers().firstValue("Location").orElse(""));
        }
        throw new CheckpointException(
                HubRedirect.plain(start) + " leads to more than " + MOST_REDIRECTS + " redirects. Check HF_ENDPOINT.");
    }

    private HttpResponse<HubBody> send(String method, URI uri, long from) throws IOException {
        Duration timeout = settings.timeout();
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(timeout)
                .header("User-Agent", "azimuth")
                .header("Accept-Encoding", "identity"); // lengths and ranges are the file's own then
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        if (HubRedirect.sameOrigin(uri, settings.endpoint())) {
            settings.token().read().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        }
        try {
            return client.send(request.build(), info -> new HubBody(timeout));
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted while waiting for " + uri.getHost());
        } catch (IOException e) {
            throw new HubConnectionException(
                    "cannot reach " + uri.getHost() + " (" + HubConnectionException.text(e) + ")", e);
        }
    }
}
