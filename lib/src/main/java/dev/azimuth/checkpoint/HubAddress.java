package dev.azimuth.checkpoint;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Where a repository's files lie on its hub. */
record HubAddress(URI endpoint, HubId id) {
    /** @param file its path in the repository, whose slashes stay slashes */
    URI of(String revision, String file) {
        String path = Arrays.stream(file.split("/", -1)).map(HubAddress::encode).collect(Collectors.joining("/"));
        return URI.create(endpoint + "/" + id.repository() + "/resolve/" + encode(revision) + "/" + path);
    }

    /** The page for people. */
    URI page() {
        return URI.create(endpoint + "/" + id.repository());
    }

    private static String encode(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
