package dev.azimuth.checkpoint;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a user has chosen about the hub, by the environment variables of its own tools.
 *
 * @param endpoint the hub's address ({@code HF_ENDPOINT}), without a slash at the end
 * @param cache the folder of repositories ({@code HF_HUB_CACHE})
 * @param token the access token ({@code HF_TOKEN}, {@code HF_TOKEN_PATH})
 * @param offline whether the network is never touched ({@code HF_HUB_OFFLINE})
 * @param symlinks whether a snapshot may link to its blobs rather than copy them ({@code HF_HUB_DISABLE_SYMLINKS})
 * @param timeout how long a server may be silent
 * @param pause before the first time a failed request is sent again; it doubles each time
 */
public record HubSettings(
        URI endpoint, Path cache, HubToken token, boolean offline, boolean symlinks, Duration timeout, Duration pause) {
    private static final String PUBLIC_HUB = "https://huggingface.co";
    private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(500);

    /** Refuses an endpoint that is not an address of the web. */
    public HubSettings {
        String scheme = String.valueOf(endpoint.getScheme()).toLowerCase(Locale.ROOT);
        if (!Set.of("http", "https").contains(scheme)
                || endpoint.getHost() == null
                || endpoint.getRawUserInfo() != null
                || endpoint.getRawQuery() != null
                || endpoint.getRawFragment() != null) {
            throw new CheckpointException(badEndpoint(endpoint.toString()));
        }
    }

    /**
     * What the environment of this process says.
     *
     * @throws CheckpointException when {@code HF_ENDPOINT} is not an address
     */
    public static HubSettings fromEnvironment() {
        return of(System.getenv(), Path.of(System.getProperty("user.home", ".")));
    }

    static HubSettings of(Map<String, String> environment, Path home) {
        var variables = new Variables(environment, home);
        Path hub = variables.path(
                "HF_HOME",
                variables.path("XDG_CACHE_HOME", home.resolve(".cache")).resolve("huggingface"));
        return new HubSettings(
                endpoint(variables.text("HF_ENDPOINT", PUBLIC_HUB)),
                variables.path("HF_HUB_CACHE", hub.resolve("hub")).toAbsolutePath(),
                new HubToken(variables.text("HF_TOKEN", ""), variables.path("HF_TOKEN_PATH", hub.resolve("token"))),
                variables.isTrue("HF_HUB_OFFLINE"),
                !variables.isTrue("HF_HUB_DISABLE_SYMLINKS"),
                TIMEOUT,
                PAUSE);
    }

    HubSettings withTimeout(Duration other) {
        return new HubSettings(endpoint, cache, token, offline, symlinks, other, pause);
    }

    private static URI endpoint(String text) {
        try {
            return new URI(text.replaceFirst("/+$", ""));
        } catch (URISyntaxException e) {
            throw new CheckpointException(badEndpoint(text), e);
        }
    }

    private static String badEndpoint(String text) {
        return "HF_ENDPOINT is '" + text.replaceAll("//[^/]*@", "//...@")
                + "', which is not the address of a hub, such as " + PUBLIC_HUB + ".";
    }

    private record Variables(Map<String, String> environment, Path home) {
        /** A variable that is set to nothing counts as not set. */
        String text(String name, String otherwise) {
            String value = environment.getOrDefault(name, "").strip();
            return value.isEmpty() ? otherwise : value;
        }

        Path path(String name, Path otherwise) {
            String value = text(name, "");
            if (value.isEmpty()) {
                return otherwise;
            }
            return value.equals("~") || value.startsWith("~/")
                    ? home.resolve("." + value.substring(1)).normalize()
                    : Path.of(value);
        }

        boolean isTrue(String name) {
            return TRUE.contains(text(name, "").toUpperCase(Locale.ROOT));
        }
    }
}
