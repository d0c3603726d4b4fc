package dev.azimuth.checkpoint;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/** Where a redirect may lead. */
final class HubRedirect {
    private static final Set<String> WEB = Set.of("http", "https");

    private HubRedirect() {}

    /**
     * The address that {@code location} names, seen from {@code from}.
     *
     * @throws CheckpointException when it is no address, or leads out of encryption
     */
    static URI target(URI endpoint, URI from, String location) {
        URI target;
        try {
            target = from.resolve(new URI(location));
        } catch (URISyntaxException e) {
            throw new CheckpointException(plain(from) + " redirects to an address that cannot be read.", e);
        }
        if (location.isEmpty()) {
            throw new CheckpointException(plain(from) + " redirects without saying where to.");
        }
        if (target.getHost() == null || target.getPort() > 0xffff || !WEB.contains(scheme(target))) {
            throw new CheckpointException(
                    plain(from) + " redirects to " + plain(target) + ", which is not an address of the web.");
        }
        if (scheme(from).equals("https") && scheme(target).equals("http") && !sameOrigin(target, endpoint)) {
            throw new CheckpointException(plain(from) + " redirects to " + plain(target)
                    + ", which is not encrypted. Nothing was fetched from there.");
        }
        return target;
    }

    /** Whether both have the same scheme, host and port: what a token may be sent to. */
    static boolean sameOrigin(URI a, URI b) {
        return scheme(a).equals(scheme(b)) && a.getHost().equalsIgnoreCase(b.getHost()) && port(a) == port(b);
    }

    private static String scheme(URI uri) {
        return String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : scheme(uri).equals("https") ? 443 : 80;
    }

    /** The address without its query, in which storage hosts put passwords. */
    static String plain(URI uri) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return uri.getScheme() + ":" + (uri.getHost() == null ? "" : "//" + uri.getHost() + port + uri.getRawPath());
    }
}
