package dev.azimuth.notebook;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/** Images as the notebook format stores them. The kernel's own encoder loses the last byte. */
final class Png {
    private Png() {}

    static String base64(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not encode the image as PNG.", e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
