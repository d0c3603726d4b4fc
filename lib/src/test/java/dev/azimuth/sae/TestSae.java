package dev.azimuth.sae;

import dev.azimuth.checkpoint.SafetensorsWriter;
import dev.azimuth.checkpoint.TensorSource;
import dev.azimuth.testing.Expected;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Autoencoders for tests: those of the reference values, and hand-made folders. */
final class TestSae {
    static final Path REFERENCES = Path.of("src/test/resources/sae");

    private final Map<String, TensorSource> tensors = new LinkedHashMap<>();
    private final String config;

    private TestSae(String config) {
        this.config = config;
    }

    static SparseAutoencoder open(String reference) {
        return SparseAutoencoder.load(REFERENCES.resolve(reference));
    }

    static Expected expected(String reference) {
        return Expected.of("/sae/" + reference + "/expected.safetensors");
    }

    /** Rows of this width. */
    static float[][] rows(float[] values, int width) {
        float[][] rows = new float[values.length / width][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
        }
        return rows;
    }

    static float[] flat(float[][] rows) {
        return RowBlocks.flat(rows, 0, rows[0].length);
    }

    /** A folder of this configuration. */
    static TestSae of(String config) {
        return new TestSae(config);
    }

    TestSae with(String name, float[] values, long... shape) {
        List<Long> sizes = new ArrayList<>();
        for (long size : shape) {
            sizes.add(size);
        }
        ByteBuffer bytes = ByteBuffer.allocateDirect(4 * values.length).order(ByteOrder.nativeOrder());
        bytes.asFloatBuffer().put(values);
        tensors.put(name, new TensorSource(sizes, () -> bytes.duplicate().order(ByteOrder.nativeOrder())));
        return this;
    }

    TestSae without(String name) {
        tensors.remove(name);
        return this;
    }

    /** Random weights of a standard autoencoder. */
    TestSae standard(int width, int features) {
        Random random = new Random(3);
        return with("W_enc", random(random, width * features), width, features)
                .with("W_dec", random(random, width * features), features, width)
                .with("b_enc", random(random, features), features)
                .with("b_dec", random(random, width), width);
    }

    /** Of twice as many features as dimensions, which gives every row back: {@code x = ReLU(x) − ReLU(−x)}. */
    static TestSae exact(String site, int width) {
        float[] encoder = new float[2 * width * width];
        float[] decoder = new float[2 * width * width];
        for (int i = 0; i < width; i++) {
            encoder[i * 2 * width + i] = 1;
            encoder[i * 2 * width + width + i] = -1;
            decoder[i * width + i] = 1;
            decoder[(width + i) * width + i] = -1;
        }
        return of(config(site, width, 2 * width))
                .with("W_enc", encoder, width, 2L * width)
                .with("W_dec", decoder, 2L * width, width)
                .with("b_enc", new float[2 * width], 2L * width)
                .with("b_dec", new float[width], width);
    }

    /** Of a standard autoencoder, as version 6 of SAELens writes it. */
    static String config(String site, int width, int features) {
        return "{\"architecture\": \"standard\", \"d_in\": " + width + ", \"d_sae\": " + features
                + ", \"metadata\": {\"hook_name\": \"" + site + "\", \"model_name\": \"tiny\"}}";
    }

    static float[] random(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian() * 0.5f;
        }
        return values;
    }

    Path save(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("cfg.json"), config);
            SafetensorsWriter.write(folder.resolve("sae_weights.safetensors"), Map.of(), tensors);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
