package dev.azimuth.checkpoint;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.regex.Pattern;

/**
 * What a hub says of one file in one commit.
 *
 * @param name the file's name in the repository
 * @param uri where it is fetched; names the commit, so that it means the same bytes for ever
 * @param commit the state of the repository
 * @param etag the file's digest: SHA-256, or git's SHA-1
 * @param size its length in bytes
 */
record HubFile(String name, URI uri, String commit, String etag, long size) {
    static final String COMMIT = "X-Repo-Commit";
    private static final String LINKED_ETAG = "X-Linked-Etag";
    private static final String LINKED_SIZE = "X-Linked-Size";
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    /** Whether an answer says all there is to know, so that its redirect to a storage host need not be followed. */
    static boolean isComplete(HttpResponse<?> answer) {
        HttpHeaders headers = answer.headers();
        return headers.firstValue(COMMIT).isPresent()
                && headers.firstValue(LINKED_ETAG).isPresent()
                && headers.firstValue(LINKED_SIZE).isPresent();
    }

    /**
     * Reads the headers of an answer.
     *
     * @throws CheckpointException when they lack what makes the file checkable
     */
    static HubFile of(HubAddress address, String name, HttpResponse<?> answer) {
        HttpHeaders headers = answer.headers();
        String commit = headers.firstValue(COMMIT).orElse("");
        String etag = plain(headers.firstValue(LINKED_ETAG)
                .or(() -> headers.firstValue("ETag"))
                .orElse(""));
        long size = size(headers.firstValue(LINKED_SIZE)
                .or(() -> headers.firstValue("Content-Length"))
                .orElse(""));
        if (!HubId.isCommit(commit) || !DIGEST.matcher(etag).matches() || size < 0) {
            throw new CheckpointException("Of " + name + " of " + address.id() + ", "
                    + address.endpoint().getHost() + " gives the commit '" + commit + "', the digest '" + etag
                    + "' and the size " + size
                    + "; with these it cannot be checked. Is HF_ENDPOINT the address of a hub?");
        }
        return new HubFile(name, address.of(commit, name), commit, etag, size);
    }

    private static long size(String text) {
        return text.matches("[0-9]{1,14}") ? Long.parseLong(text) : -1;
    }

    /** The digest in {@code W/"digest"} or {@code "digest"}. */
    private static String plain(String etag) {
        return etag.replaceFirst("^W/", "").replaceAll("^\"|\"$", "");
    }
}
