package dev.azimuth.checkpoint;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where a repository's files lie on its hub. */
record HubAddress(URI endpoint, HubId id) {
    URI of(String revision, String file) {
        return URI.create(endpoint + "/" + id.repository() + "/resolve/" + encode(revision) + "/" + encode(file));
    }

    /** The page for people. */
    URI page() {
        return URI.create(endpoint + "/" + id.repository());
    }

    private static String encode(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
