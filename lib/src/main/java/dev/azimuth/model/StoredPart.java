package dev.azimuth.model;

import dev.azimuth.checkpoint.CheckpointException;
import dev.azimuth.checkpoint.Safetensors;
import dev.azimuth.checkpoint.SafetensorsWriter;
import dev.azimuth.checkpoint.TensorInfo;
import dev.azimuth.checkpoint.TensorSource;
import dev.azimuth.hook.HookName;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One file of a stored harvest: the rows {@code [row, d]} of some texts, a tensor a place, and how many each text has. */
final class StoredPart {
    private static final String ROWS_OF_TEXT = "rows_of_text";

    private final Path file;
    private final Map<String, String> fingerprint;
    private final List<HookName> names;
    private final int[] rowsOfText;

    private StoredPart(Path file, Map<String, String> fingerprint, List<HookName> names, int[] rowsOfText) {
        this.file = file;
        this.fingerprint = fingerprint;
        this.names = names;
        this.rowsOfText = rowsOfText;
    }

    /** The file of part {@code number}, counted from 0. */
    static Path file(Path folder, int number) {
        return folder.resolve(String.format(Locale.ROOT, "part-%05d.safetensors", number));
    }

    /** @param rows at each place */
    static void write(Path file, Map<String, String> fingerprint, int[] rowsOfText, Map<HookName, float[][]> rows) {
        Map<String, TensorSource> tensors = new LinkedHashMap<>();
        float[] counts = new float[rowsOfText.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = rowsOfText[i]; // exact: a text has far fewer than 2²⁴ tokens
        }
        tensors.put(ROWS_OF_TEXT, new TensorSource(List.of((long) counts.length), () -> bytes(new float[][] {counts})));
        rows.forEach((site, of) -> tensors.put(
                site.toString(), new TensorSource(List.of((long) of.length, (long) of[0].length), () -> bytes(of))));
        SafetensorsWriter.write(file, fingerprint, tensors);
    }

    private static ByteBuffer bytes(float[][] rows) {
        ByteBuffer bytes = buffer((long) rows.length * rows[0].length);
        FloatBuffer floats = bytes.asFloatBuffer();
        for (float[] row : rows) {
            floats.put(row);
        }
        return bytes;
    }

    private static ByteBuffer buffer(long floats) {
        return ByteBuffer.allocateDirect(Math.toIntExact(floats * Float.BYTES)).order(ByteOrder.nativeOrder());
    }

    /** @throws CheckpointException when it is damaged or something else */
    static StoredPart open(Path file) {
        try (Safetensors stored = Safetensors.open(file)) {
            FloatBuffer counts = stored.floats(ROWS_OF_TEXT).asFloatBuffer();
            int[] rowsOfText = new int[counts.remaining()];
            for (int i = 0; i < rowsOfText.length; i++) {
                rowsOfText[i] = (int) counts.get(i);
            }
            List<HookName> names = stored.names().stream()
                    .filter(name -> !name.equals(ROWS_OF_TEXT))
                    .map(HookName::hook)
                    .toList();
            StoredPart part = new StoredPart(file, stored.metadata(), names, rowsOfText);
            names.forEach(name -> part.requireShape(stored.info(name.toString())));
            return part;
        } catch (CheckpointException | IllegalArgumentException e) {
            throw new CheckpointException(
                    file + " is no whole part of a harvest. Delete it and run the harvest again. " + e.getMessage(), e);
        }
    }

    private void requireShape(TensorInfo tensor) {
        if (tensor.shape().size() != 2 || tensor.shape().get(0) != rows()) {
            throw new CheckpointException("Tensor " + tensor.name() + " has shape " + tensor.shape()
                    + ", but the texts have " + rows() + " rows.");
        }
    }

    /** Of the harvest that it is a part of. */
    Map<String, String> fingerprint() {
        return fingerprint;
    }

    List<HookName> names() {
        return names;
    }

    /** The rows of each of its texts. */
    int[] rowsOfText() {
        return rowsOfText.clone();
    }

    /** All its rows. */
    int rows() {
        int rows = 0;
        for (int ofText : rowsOfText) {
            rows = Math.addExact(rows, ofText);
        }
        return rows;
    }

    /** The rows from {@code from} to before {@code to} at {@code name}. */
    float[][] rows(HookName name, int from, int to) {
        try (Safetensors stored = Safetensors.open(file)) {
            TensorInfo info = stored.info(name.toString());
            int width = Math.toIntExact(info.shape().get(1));
            ByteBuffer bytes = buffer((long) (to - from) * width);
            stored.floats(info.name(), (long) from * width, bytes);
            FloatBuffer floats = bytes.asFloatBuffer();
            float[][] rows = new float[to - from][width];
            for (float[] row : rows) {
                floats.get(row);
            }
            return rows;
        }
    }
}
