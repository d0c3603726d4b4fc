package dev.azimuth.checkpoint;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a model repository on a hub: {@code Qwen/Qwen2.5-0.5B-Instruct}, or with a branch, tag or commit
 * {@code Qwen/Qwen2.5-0.5B-Instruct@main}.
 *
 * @param owner who publishes it
 * @param name the repository's name
 * @param revision a branch, a tag, or a commit of 40 hexadecimal digits
 */
public record HubId(String owner, String name, String revision) {
    /** The branch that is meant when none is named. */
    public static final String DEFAULT_REVISION = "main";

    private static final String PART = "[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?";
    private static final String REVISION = "[A-Za-z0-9_][A-Za-z0-9._/-]*";
    private static final Pattern FORM = Pattern.compile("(" + PART + ")/(" + PART + ")(?:@(" + REVISION + "))?");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final int LONGEST = 96;

    /** Checks the form: all three parts become names of folders and parts of addresses. */
    public HubId {
        String text = owner + "/" + name + "@" + revision;
        if (!FORM.matcher(text).matches() || isUnsafe(owner + "/" + name) || isUnsafeRevision(revision)) {
            throw malformed(text);
        }
    }

    /**
     * Reads {@code owner/name} or {@code owner/name@revision}.
     *
     * @throws CheckpointException when the text has another form
     */
    public static HubId parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw malformed(text);
        }
        return new HubId(matcher.group(1), matcher.group(2), text.contains("@") ? matcher.group(3) : DEFAULT_REVISION);
    }

    /** Whether the text has the form of an id, however unlikely the names in it. */
    public static boolean matches(String text) {
        return FORM.matcher(text).matches();
    }

    private static boolean isUnsafe(String id) {
        // A hub allows none of these, and "--" stands for "/" in the names of a cache's folders.
        return id.length() > LONGEST || id.contains("--") || id.contains("..") || id.endsWith(".git");
    }

    private static boolean isUnsafeRevision(String revision) {
        return revision.contains("..") || revision.contains("//") || revision.contains("/.") || revision.endsWith("/");
    }

    private static CheckpointException malformed(String text) {
        return new CheckpointException("'" + text + "' is not the id of a model on a hub. An id is owner/name or"
                + " owner/name@revision, of letters, digits, '-', '_' and '.', such as Qwen/Qwen2.5-0.5B-Instruct.");
    }

    /** The id without its revision. */
    String repository() {
        return owner + "/" + name;
    }

    /** Whether the revision can only ever mean one state of the repository. */
    boolean isCommit() {
        return isCommit(revision);
    }

    static boolean isCommit(String text) {
        return COMMIT.matcher(text).matches();
    }

    /** As {@link #parse} reads it; the default revision is left out. */
    @Override
    public String toString() {
        return repository() + (revision.equals(DEFAULT_REVISION) ? "" : "@" + revision);
    }
}
