package dev.azimuth.checkpoint;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Optional;

/** A repository as its hub has it. */
final class HubRemote {
    private final HubAddress address;
    private final HubHttp http;
    private final boolean withToken;

    HubRemote(HubSettings settings, HubId id, HubHttp http) {
        this.address = new HubAddress(settings.endpoint(), id);
        this.http = http;
        this.withToken = settings.token().read().isPresent();
    }

    /**
     * What the hub says of a file.
     *
     * @return nothing when the repository has no such file
     * @throws CheckpointException when the repository cannot be had, with what would help
     */
    Optional<HubFile> find(String revision, String file) throws IOException {
        HttpResponse<?> answer = http.head(address.of(revision, file), HubFile::isComplete);
        int status = answer.statusCode();
        if (status < 400) {
            HubFile found = HubFile.of(address, file, answer);
            if (HubId.isCommit(revision) && !found.commit().equals(revision)) {
                throw new CheckpointException(address.endpoint().getHost() + " was asked for " + file + " of "
                        + address.id().repository() + " at commit " + revision + ", but answered with commit "
                        + found.commit() + ". Is HF_ENDPOINT the address of a hub?");
            }
            return Optional.of(found);
        }
        String code = answer.headers().firstValue("X-Error-Code").orElse("");
        if (status == 404 && (code.equals("EntryNotFound") || code.isEmpty())) {
            return Optional.empty();
        }
        throw new CheckpointException(refusal(status, code, answer));
    }

    private String refusal(int status, String code, HttpResponse<?> answer) {
        HubId id = address.id();
        String host = address.endpoint().getHost();
        String said = answer.headers().firstValue("X-Error-Message").orElse("");
        if (code.equals("GatedRepo")) {
            return id.repository() + " is gated. Accept its licence on " + address.page()
                    + " and set HF_TOKEN to a token of the same account" + (withToken ? ", which yours is not." : ".");
        }
        if (code.equals("RevisionNotFound")) {
            return id.repository() + " has no revision '" + id.revision() + "' on " + host
                    + ". Name a branch, a tag or a commit that its page " + address.page() + " lists.";
        }
        if (status == 401 && withToken && !code.equals("RepoNotFound")) {
            return host + " does not take your token. Set HF_TOKEN to a valid one, or remove it (and the token file"
                    + " of the hub's tools) for public models.";
        }
        if (status == 401 || status == 404) { // a hub does not tell strangers which private repositories it has
            return "There is no repository " + id.repository() + " on " + host + ", or it is private. Check the name"
                    + (withToken ? "; your token does not open it." : "; for a private one set HF_TOKEN.");
        }
        if (status == 403) {
            return host + " forbids access to " + id.repository() + said(said)
                    + ". Give the token in HF_TOKEN the right to read it.";
        }
        return host + " answered with status " + status + " to the request for " + id + said(said) + ".";
    }

    /** A stranger's words, shortened and without what could move a terminal's cursor. */
    private static String said(String message) {
        String plain = message.replaceAll("\\p{Cntrl}", " ").strip();
        return plain.isEmpty() ? "" : " (\"" + plain.substring(0, Math.min(plain.length(), 200)) + "\")";
    }
}
