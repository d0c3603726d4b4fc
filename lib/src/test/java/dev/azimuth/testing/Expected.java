package dev.azimuth.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/** Reference values from a safetensors resource, read by code that shares nothing with the library's own reader. */
public final class Expected {
    private final JsonNode header;
    private final ByteBuffer data;

    private Expected(JsonNode header, ByteBuffer data) {
        this.header = header;
        this.data = data;
    }

    public static Expected of(String resource) {
        try (InputStream in = Expected.class.getResourceAsStream(resource)) {
            ByteBuffer all = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
            byte[] json = new byte[Math.toIntExact(all.getLong())];
            all.get(json);
            return new Expected(new ObjectMapper().readTree(json), all.slice().order(ByteOrder.LITTLE_ENDIAN));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        header.fieldNames().forEachRemaining(names::add);
        names.remove("__metadata__");
        return names;
    }

    public long[] shape(String name) {
        JsonNode shape = header.get(name).get("shape");
        long[] sizes = new long[shape.size()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = shape.get(i).asLong();
        }
        return sizes;
    }

    public float[] floats(String name) {
        ByteBuffer bytes = bytes(name, "F32");
        float[] values = new float[bytes.remaining() / 4];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    public double[] doubles(String name) {
        ByteBuffer bytes = bytes(name, "F64");
        double[] values = new double[bytes.remaining() / 8];
        bytes.asDoubleBuffer().get(values);
        return values;
    }

    /** A float32 tensor of two dimensions. */
    public float[][] rows(String name) {
        float[] values = floats(name);
        int columns = Math.toIntExact(shape(name)[1]);
        float[][] rows = new float[values.length / columns][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(values, i * columns, (i + 1) * columns);
        }
        return rows;
    }

    public int[] integers(String name) {
        ByteBuffer bytes = bytes(name, "I64");
        int[] values = new int[bytes.remaining() / 8];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.toIntExact(bytes.getLong());
        }
        return values;
    }

    private ByteBuffer bytes(String name, String type) {
        JsonNode entry = header.get(name);
        if (entry == null || !entry.get("dtype").asText().equals(type)) {
            throw new AssertionError("No " + type + " called " + name + " among " + names());
        }
        int start = entry.get("data_offsets").get(0).asInt();
        int end = entry.get("data_offsets").get(1).asInt();
        return data.slice(start, end - start).order(ByteOrder.LITTLE_ENDIAN);
    }
}
