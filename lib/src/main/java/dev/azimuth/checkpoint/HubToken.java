package dev.azimuth.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a user's access token comes from. Nothing prints the token, and its file is read only when a request is made.
 *
 * @param value the token itself; blank where it is to be read from the file
 * @param file the file that the hub's own tools keep it in; may be missing
 */
public record HubToken(String value, Path file) {
    private static final Pattern FORM = Pattern.compile("[!-~]+");

    /**
     * The token, if there is one.
     *
     * @throws CheckpointException when it cannot be read, or could not be sent
     */
    Optional<String> read() {
        String token = (value.isBlank() ? fromFile() : value).strip();
        if (token.isEmpty()) {
            return Optional.empty();
        }
        if (!FORM.matcher(token).matches()) { // the HTTP client would refuse it too, and print it
            throw new CheckpointException("The token in " + (value.isBlank() ? file : "HF_TOKEN")
                    + " holds spaces or characters that no token has. Set it again.");
        }
        return Optional.of(token);
    }

    private String fromFile() {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new CheckpointException(
                    "Cannot read the token in " + file + ": " + e + ". Set HF_TOKEN, or HF_TOKEN_PATH.", e);
        }
    }

    @Override
    public String toString() {
        return value.isBlank() ? "in " + file : "set";
    }
}
