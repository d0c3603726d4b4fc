package dev.azimuth.direction;

import dev.azimuth.checkpoint.AtomicFiles;
import dev.azimuth.checkpoint.CheckpointException;
import dev.azimuth.checkpoint.JsonFile;
import dev.azimuth.checkpoint.Safetensors;
import dev.azimuth.checkpoint.SafetensorsWriter;
import dev.azimuth.checkpoint.TensorInfo;
import dev.azimuth.checkpoint.TensorSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files of one card: a safetensors file with the vector, JSON with the rest, and Markdown that nobody reads back.
 *
 * @param name in {@code folder}, without ending
 */
record CardFiles(Path folder, String name) {
    private static final String JSON = ".json";
    private static final String VECTOR = ".safetensors";
    private static final String MARKDOWN = ".md";
    private static final String TENSOR = "direction";

    static CardFiles at(Path path) {
        Path absolute = path.toAbsolutePath();
        Path folder = absolute.getParent();
        Path file = absolute.getFileName();
        if (folder == null || file == null || Files.isDirectory(path)) {
            throw new CheckpointException("A card needs a name: " + path + " is a folder. Save it as "
                    + path.resolve("kindness") + ", for example.");
        }
        String name = file.toString();
        for (String ending : List.of(JSON, VECTOR, MARKDOWN)) {
            if (name.toLowerCase(Locale.ROOT).endsWith(ending) && name.length() > ending.length()) {
                name = name.substring(0, name.length() - ending.length());
            }
        }
        return new CardFiles(folder, name);
    }

    /** What is at {@code path}, which may be a folder with one card. */
    static CardFiles find(Path path) {
        if (!Files.isDirectory(path)) {
            return at(path);
        }
        List<CardFiles> all = in(path);
        if (all.size() != 1) {
            throw new CheckpointException(path + (all.isEmpty() ? " has no card" : " has several cards")
                    + ". Name one, or load all with FeatureCard.loadAll(…). It has "
                    + all.stream().map(CardFiles::name).toList() + ".");
        }
        return all.get(0);
    }

    /** All cards of a folder; a card is where there are both files. */
    static List<CardFiles> in(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(VECTOR))
                    .map(CardFiles::at)
                    .filter(card -> Files.exists(card.file(JSON)))
                    .sorted(Comparator.comparing(CardFiles::name))
                    .toList();
        } catch (IOException e) {
            throw new CheckpointException("Cannot look into " + folder + ": " + e + ".", e);
        }
    }

    /** The JSON last: it names the vector's digest, so that files which do not belong together are noticed. */
    void save(FeatureCard card) {
        float[] unit = card.direction().unit();
        String json = CardJson.write(card, VectorDigest.sha256(unit));
        ByteBuffer floats = ByteBuffer.allocateDirect(unit.length * Float.BYTES).order(ByteOrder.nativeOrder());
        floats.asFloatBuffer().put(unit);
        SafetensorsWriter.write(
                file(VECTOR), Map.of(), Map.of(TENSOR, new TensorSource(List.of((long) unit.length), () -> floats)));
        AtomicFiles.writeString(file(MARKDOWN), CardMarkdown.of(card));
        AtomicFiles.writeString(file(JSON), json);
    }

    FeatureCard load() {
        CardJson json = new CardJson(file(JSON), JsonFile.read(file(JSON)));
        return json.card(vector(json.width()));
    }

    private float[] vector(int width) {
        Path path = file(VECTOR);
        try (Safetensors file = Safetensors.open(path)) {
            if (!file.names().equals(Set.of(TENSOR))) {
                throw new CheckpointException(path.getFileName() + " has the tensors " + file.names()
                        + "; a card's vector is one tensor called " + TENSOR + ".");
            }
            TensorInfo info = file.info(TENSOR);
            if (!info.type().equals("F32") || !info.shape().equals(List.of((long) width))) {
                throw new CheckpointException(path.getFileName() + ": tensor " + TENSOR + " is " + info.type()
                        + " of shape " + info.shape() + ", but the card's JSON says F32 of shape [" + width + "].");
            }
            float[] vector = new float[width];
            file.floats(TENSOR).asFloatBuffer().get(vector);
            return vector;
        }
    }

    private Path file(String ending) {
        return folder.resolve(name + ending);
    }
}
