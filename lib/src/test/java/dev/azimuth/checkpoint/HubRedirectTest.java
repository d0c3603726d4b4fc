package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;

class HubRedirectTest {
    private static final URI HUB = URI.create("https://hub.example");

    private static URI target(String from, String location) {
        return HubRedirect.target(HUB, URI.create(from), location);
    }

    @Test
    void resolvesRelativeAddresses() {
        assertThat(target("https://hub.example/a/b", "/c?d=e")).hasToString("https://hub.example/c?d=e");
        assertThat(target("https://hub.example/a/b", "c")).hasToString("https://hub.example/a/c");
        assertThat(target("https://hub.example/a", "//cdn.example/c")).hasToString("https://cdn.example/c");
        assertThat(target("http://hub.example/a", "http://cdn.example/c")).hasToString("http://cdn.example/c");
    }

    @Test
    void neverLeadsOutOfEncryption() {
        assertThatThrownBy(() -> target("https://hub.example/a", "http://hub.example/a?password=x"))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("https://hub.example/a redirects to http://hub.example/a, which is not encrypted. Nothing"
                        + " was fetched from there.");
        URI plain = URI.create("http://mirror.example");
        assertThat(HubRedirect.target(plain, HUB, "http://mirror.example/a")).hasToString("http://mirror.example/a");
        assertThatThrownBy(() -> HubRedirect.target(plain, HUB, "http://mirror.example:81/a"))
                .hasMessageContaining("which is not encrypted");
    }

    @Test
    void refusesWhatIsNoAddress() {
        assertThatThrownBy(() -> target("https://hub.example/a", ""))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("https://hub.example/a redirects without saying where to.");
        assertThatThrownBy(() -> target("https://hub.example/a", "file:///etc/passwd"))
                .hasMessage("https://hub.example/a redirects to file:, which is not an address of the web.");
        assertThatThrownBy(() -> target("https://hub.example/a", "https://cdn.example:99999/"))
                .hasMessageEndingWith("which is not an address of the web.");
        assertThatThrownBy(() -> target("https://hub.example/a", "https://[broken"))
                .hasMessage("https://hub.example/a redirects to an address that cannot be read.");
    }

    @Test
    void anOriginIsSchemeHostAndPort() {
        assertThat(HubRedirect.sameOrigin(HUB, URI.create("HTTPS://HUB.example:443/a")))
                .isTrue();
        assertThat(HubRedirect.sameOrigin(HUB, URI.create("http://hub.example")))
                .isFalse();
        assertThat(HubRedirect.sameOrigin(HUB, URI.create("https://hub.example:8443")))
                .isFalse();
        assertThat(HubRedirect.sameOrigin(HUB, URI.create("https://hub.example.evil")))
                .isFalse();
        assertThat(HubRedirect.sameOrigin(HUB, URI.create("https://hub.example@evil.example")))
                .isFalse();
    }
}
