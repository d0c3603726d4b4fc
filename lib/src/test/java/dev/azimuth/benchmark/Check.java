package dev.azimuth.benchmark;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.azimuth.tensor.HostArray;
import java.util.stream.Stream;

/** A few numbers of a result, small enough for a line: whole numbers are to be equal, others close. */
final class Check {
    private static final int OF_A_ROW = 8;

    private final ObjectNode values = new ObjectMapper().createObjectNode();

    /** Waits for a pass: reads one number of its logits. */
    static float touch(NDArray logits) {
        return logits.get("-1, -1, 0").getFloat();
    }

    /** The logits at the last position of each text. */
    static float[][] lastLogits(NDArray logits) {
        NDArray last = logits.get(":, -1");
        float[][] rows = new float[(int) last.getShape().get(0)][];
        for (int text = 0; text < rows.length; text++) {
            rows[text] = last.get(text).toFloatArray();
        }
        return rows;
    }

    Check logits(float[][] last) {
        ArrayNode top = values.putArray("top");
        for (float[] row : last) {
            int best = 0;
            for (int id = 1; id < row.length; id++) {
                best = row[id] > row[best] ? id : best;
            }
            top.add(best);
        }
        return spread("logits", last);
    }

    Check residual(float[] row) {
        return spread("residual", row);
    }

    Check rows(float[][] rows) {
        return spread("rows", rows);
    }

    /** The length of each array, all its numbers in one. */
    Check norms(Stream<HostArray> arrays) {
        ArrayNode norms = values.putArray("norms");
        arrays.forEach(array -> norms.add(array.toIndArray().norm2Number().doubleValue()));
        return this;
    }

    Check tokens(String name, int[] ids) {
        ArrayNode array = values.putArray(name);
        for (int id : ids) {
            array.add(id);
        }
        return this;
    }

    ObjectNode json() {
        return values;
    }

    private Check spread(String name, float[]... rows) {
        ArrayNode array = values.putArray(name);
        for (float[] row : rows) {
            for (int i = 0; i < OF_A_ROW; i++) {
                array.add(row[i * row.length / OF_A_ROW]);
            }
        }
        return this;
    }
}
