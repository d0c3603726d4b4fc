package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubRemoteTest {
    @TempDir
    Path cache;

    private final HubServer server = new HubServer().with("config.json", "{}");

    @AfterEach
    void stop() {
        server.close();
    }

    private HubRemote remote(String token, String id) {
        HubSettings settings = server.settings(cache, token);
        return new HubRemote(settings, HubId.parse(id), new HubHttp(settings));
    }

    private void refused(String token, String id, String message) {
        HubId parsed = HubId.parse(id);
        assertThatThrownBy(() -> remote(token, id).find(parsed.revision(), "config.json"))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(message);
    }

    private void answer(int status, String code, String message) {
        server.hubFault = exchange -> {
            if (!message.isEmpty()) {
                exchange.getResponseHeaders().set("X-Error-Message", message);
            }
            return HubServer.fail(exchange, status, code);
        };
    }

    @Test
    void readsWhatTheHubSays() throws IOException {
        byte[] content = {'{', '}'};
        assertThat(remote("", "owner/name").find("main", "config.json"))
                .contains(new HubFile(
                        "config.json",
                        server.endpoint().resolve("/owner/name/resolve/" + HubServer.COMMIT + "/config.json"),
                        HubServer.COMMIT,
                        HubServer.gitSha1(content),
                        2));
        assertThat(remote("", "owner/name").find("main", "other.json")).isEmpty();
    }

    @Test
    void aPinnedCommitIsThatCommit() {
        String other = "0123456789".repeat(4);
        server.hubFault = exchange -> {
            exchange.getResponseHeaders().set("X-Repo-Commit", HubServer.COMMIT);
            exchange.getResponseHeaders().set("ETag", "a".repeat(40));
            exchange.getResponseHeaders().set("Content-Length", "7");
            exchange.sendResponseHeaders(200, -1);
            return true;
        };
        refused(
                "",
                "owner/name@" + other,
                "localhost was asked for config.json of owner/name at commit " + other + ", but answered with commit "
                        + HubServer.COMMIT + ". Is HF_ENDPOINT the address of a hub?");
    }

    @Test
    void readsAWeakETag() throws IOException {
        server.hubFault = exchange -> {
            exchange.getResponseHeaders().set("X-Repo-Commit", HubServer.COMMIT);
            exchange.getResponseHeaders().set("ETag", "W/\"" + "a".repeat(40) + "\"");
            exchange.getResponseHeaders().set("Content-Length", "7");
            exchange.sendResponseHeaders(200, -1);
            return true;
        };
        assertThat(remote("", "owner/name").find("main", "config.json")).hasValueSatisfying(file -> {
            assertThat(file.etag()).isEqualTo("a".repeat(40));
            assertThat(file.size()).isEqualTo(7);
        });
    }

    @Test
    void refusesWhatCannotBeChecked() {
        server.hubFault = exchange -> {
            exchange.getResponseHeaders().set("X-Repo-Commit", "../..");
            exchange.getResponseHeaders().set("ETag", "\"../../../x\"");
            exchange.getResponseHeaders().set("X-Linked-Size", "-7");
            exchange.sendResponseHeaders(200, -1);
            return true;
        };
        refused(
                "",
                "owner/name",
                "Of config.json of owner/name, localhost gives the commit '../..', the digest '../../../x' and the size"
                        + " -1; with these it cannot be checked. Is HF_ENDPOINT the address of a hub?");
    }

    @Test
    void saysWhatIsNotThere() {
        refused(
                "",
                "owner/other",
                "There is no repository owner/other on localhost, or it is private. Check the name; for a private one"
                        + " set HF_TOKEN.");
        refused(
                "hf_x",
                "owner/other",
                "There is no repository owner/other on localhost, or it is private. Check the name; your token does not"
                        + " open it.");
        refused(
                "",
                "owner/name@v2",
                "owner/name has no revision 'v2' on localhost. Name a branch, a tag or a commit that its page "
                        + server.endpoint() + "/owner/name lists.");
    }

    @Test
    void saysHowToEnterAGatedRepository() {
        answer(401, "GatedRepo", "");
        refused(
                "",
                "owner/name",
                "owner/name is gated. Accept its licence on " + server.endpoint()
                        + "/owner/name and set HF_TOKEN to a token of the same account.");
        answer(403, "GatedRepo", "");
        refused(
                "hf_x",
                "owner/name",
                "owner/name is gated. Accept its licence on " + server.endpoint()
                        + "/owner/name and set HF_TOKEN to a token of the same account, which yours is not.");
    }

    @Test
    void saysWhatIsWrongWithAToken() {
        answer(401, "", "Invalid credentials in Authorization header");
        refused(
                "hf_x",
                "owner/name",
                "localhost does not take your token. Set HF_TOKEN to a valid one, or remove it (and the token file of"
                        + " the hub's tools) for public models.");
        answer(403, "", "No right\tto read");
        refused(
                "hf_x",
                "owner/name",
                "localhost forbids access to owner/name (\"No right to read\"). Give the token in HF_TOKEN the right to"
                        + " read it.");
        answer(451, "", "");
        refused("", "owner/name", "localhost answered with status 451 to the request for owner/name.");
    }
}
