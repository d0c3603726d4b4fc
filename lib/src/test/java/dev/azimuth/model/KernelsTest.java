package dev.azimuth.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class KernelsTest {
    @Test
    void theArchiveIsMadeFromTheSourceBesideIt() throws IOException, NoSuchAlgorithmException {
        byte[] source = Files.readAllBytes(Path.of("src/main/torchscript/kernels.py"));
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(source));
        assertThat(Kernels.source())
                .as("kernels.pt is out of date; run python src/main/torchscript/kernels.py")
                .isEqualTo(digest);
    }
}
