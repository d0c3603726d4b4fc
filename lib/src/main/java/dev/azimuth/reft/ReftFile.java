package dev.azimuth.reft;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.azimuth.checkpoint.CheckpointException;
import dev.azimuth.checkpoint.Safetensors;
import dev.azimuth.checkpoint.SafetensorsWriter;
import dev.azimuth.checkpoint.TensorInfo;
import dev.azimuth.checkpoint.TensorSource;
import dev.azimuth.model.Variable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A learned intervention as one safetensors file: the numbers as tensors, and what they are as JSON among the file's texts.
 * It is read as what a stranger sent.
 */
final class ReftFile {
    private static final String KEY = "azimuth.reft";
    private static final int VERSION = 1;
    private static final String FIRST = ".first";
    private static final String SECOND = ".second";
    private static final double ORTHONORMAL = 1e-4; // float32's rounding and more
    private static final int WIDEST = 1 << 20;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    /** What the JSON says. */
    private record Content(
            int version,
            Reft.Card card,
            Schedule schedule,
            Training.End end,
            List<Double> losses,
            double seconds,
            String examples) {}

    private final Safetensors file;
    private final Content content;

    private ReftFile(Safetensors file, Content content) {
        this.file = file;
        this.content = content;
    }

    static void save(Reft reft, Path path) {
        Training training = reft.training();
        List<Double> losses = Arrays.stream(training.losses()).boxed().toList();
        Content content = new Content(
                VERSION,
                reft.card(),
                training.schedule(),
                training.end(),
                losses,
                training.seconds(),
                training.examples());
        Map<String, TensorSource> tensors = new LinkedHashMap<>();
        for (Piece piece : reft.pieces()) {
            piece.variables().forEach(each -> put(tensors, each.name(), each));
        }
        AdamW optimizer = training.optimizer();
        if (optimizer != null) {
            for (int i = 0; i < reft.pieces().size(); i++) {
                Variable beside = reft.pieces().get(i).beside();
                if (beside != null) {
                    put(tensors, Piece.name(i, "beside"), beside);
                }
            }
            List<Variable> variables = reft.variables();
            for (int i = 0; i < variables.size(); i++) {
                put(tensors, variables.get(i).name() + FIRST, optimizer.first().get(i));
                put(
                        tensors,
                        variables.get(i).name() + SECOND,
                        optimizer.second().get(i));
            }
        }
        try {
            SafetensorsWriter.write(path, Map.of(KEY, JSON.writeValueAsString(content)), tensors);
        } catch (JsonProcessingException e) {
            throw new AssertionError("Numbers and texts can be written as JSON.", e);
        }
    }

    private static void put(Map<String, TensorSource> tensors, String name, Variable variable) {
        ByteBuffer floats = ByteBuffer.allocateDirect(variable.values().length * Float.BYTES)
                .order(ByteOrder.nativeOrder());
        floats.asFloatBuffer().put(variable.values());
        tensors.put(name, new TensorSource(List.of((long) variable.rows(), (long) variable.columns()), () -> floats));
    }

    static Reft load(Path path) {
        try (Safetensors file = Safetensors.open(path)) {
            return new ReftFile(file, content(file)).read();
        }
    }

    private static Content content(Safetensors file) {
        String name = String.valueOf(file.path().getFileName());
        String json = file.metadata().get(KEY);
        if (json == null) {
            throw new CheckpointException(
                    name + " has no text called " + KEY + ". Is it an intervention that Reft.save has written?");
        }
        try {
            Content content = JSON.readValue(json, Content.class);
            if (content.version != VERSION) {
                throw new CheckpointException(name + ": version " + content.version + " is not " + VERSION
                        + ". A newer Azimuth may read it.");
            }
            return content;
        } catch (JsonProcessingException e) {
            throw new CheckpointException(name + ": " + KEY + ": " + e.getOriginalMessage() + ".", e);
        }
    }

    private Reft read() {
        ReftShape shape = content.card.shape();
        boolean interrupted = content.end == Training.End.INTERRUPTED;
        if (content.card.width() < 1 || content.card.width() > WIDEST || shape.rank() > content.card.width()) {
            throw refusal("a width of " + content.card.width() + " and a rank of " + shape.rank());
        }
        if (content.losses.size() > content.schedule.steps()
                || content.losses.stream().anyMatch(loss -> !Double.isFinite(loss))
                || !(content.seconds >= 0 && Double.isFinite(content.seconds))) {
            throw refusal(content.losses.size() + " losses of " + content.schedule.steps() + " steps, in "
                    + content.seconds + " s, or a loss that is no number");
        }
        long variables = (shape.form().reads() ? 3 : 2) * Piece.count(shape);
        if (variables > file.names().size()) { // checked before there is a piece for each
            throw refusal(file.names().size() + " tensors where there should be " + variables);
        }
        Set<String> unread = new TreeSet<>(file.names());
        List<Piece> pieces = Piece.of(
                shape,
                (form, layers, positions, index) -> new Piece(
                        form,
                        layers,
                        positions,
                        matrix(Piece.name(index, "R"), shape.rank(), unread),
                        form.reads() ? matrix(Piece.name(index, "W"), shape.rank(), unread) : null,
                        tensor(Piece.name(index, "b"), 1, shape.rank(), unread),
                        beside(Piece.name(index, "beside"), unread)));
        AdamW optimizer = null;
        if (interrupted) {
            List<Variable> all =
                    pieces.stream().flatMap(each -> each.variables().stream()).toList();
            optimizer = new AdamW(moments(all, FIRST, unread), moments(all, SECOND, unread));
        }
        if (!unread.isEmpty()) {
            throw refusal("the tensors " + unread + ", which do not belong there");
        }
        for (Piece piece : pieces) {
            if (shape.form().isOrthonormal() && !(piece.deviation() < ORTHONORMAL)) {
                throw refusal("rows of R that are not orthonormal, but " + piece.deviation() + " from it");
            }
        }
        double[] losses =
                content.losses.stream().mapToDouble(Double::doubleValue).toArray();
        return new Reft(
                content.card,
                pieces,
                new Training(content.schedule, content.end, losses, content.seconds, content.examples, optimizer));
    }

    private List<Variable> moments(List<Variable> of, String ending, Set<String> unread) {
        List<Variable> moments = new ArrayList<>();
        for (Variable each : of) {
            moments.add(tensor(each.name() + ending, each.rows(), each.columns(), unread));
        }
        return moments;
    }

    private @Nullable Variable beside(String name, Set<String> unread) {
        if (!unread.contains(name)) {
            return null;
        }
        List<Long> shape = file.info(name).shape();
        long rows = shape.size() == 2 ? shape.get(0) : 0;
        if (rows < 1 || rows > content.card.width()) {
            throw refusal("a tensor " + name + " of shape " + shape);
        }
        return matrix(name, (int) rows, unread);
    }

    private Variable matrix(String name, int rows, Set<String> unread) {
        return tensor(name, rows, content.card.width(), unread);
    }

    private Variable tensor(String name, int rows, int columns, Set<String> unread) {
        if (!unread.remove(name)) {
            throw refusal("no tensor " + name);
        }
        TensorInfo info = file.info(name);
        if (!info.type().equals("F32") || !info.shape().equals(List.of((long) rows, (long) columns))) {
            throw refusal("a tensor " + name + " that is " + info.type() + " of shape " + info.shape()
                    + ", not F32 of shape [" + rows + ", " + columns + "]");
        }
        float[] values = new float[Math.multiplyExact(rows, columns)];
        file.floats(name).asFloatBuffer().get(values);
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw refusal("a value in tensor " + name + " that is no number");
            }
        }
        return Variable.of(name, rows, columns, values);
    }

    private CheckpointException refusal(String found) {
        return new CheckpointException(file.path().getFileName() + " has " + found
                + ". It is damaged, or no file that Reft.save has written.");
    }
}
