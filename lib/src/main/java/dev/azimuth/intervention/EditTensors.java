package dev.azimuth.intervention;

import dev.azimuth.checkpoint.CheckpointException;
import dev.azimuth.checkpoint.Safetensors;
import dev.azimuth.checkpoint.TensorInfo;
import dev.azimuth.checkpoint.TensorSource;
import dev.azimuth.direction.AffineMap;
import dev.azimuth.tensor.Matrices;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The maps of a file of edits: three tensors each, named by the edit's number. */
final class EditTensors {
    private static final String WRITE = ".write";
    private static final String READ = ".read";
    private static final String TARGET = ".target";

    private final Safetensors file;
    private final Set<String> unread;

    EditTensors(Safetensors file) {
        this.file = file;
        this.unread = new TreeSet<>(file.names());
    }

    /** The map of edit {@code number}. */
    AffineMap map(int number) {
        INDArray write = matrix(number + WRITE, 2);
        INDArray read = matrix(number + READ, 2);
        INDArray target = matrix(number + TARGET, 1);
        return AffineMap.of(write, read, target);
    }

    private INDArray matrix(String name, int dimensions) {
        TensorInfo info = file.info(name);
        unread.remove(name);
        boolean empty = info.shape().stream().anyMatch(size -> size < 1);
        if (!info.type().equals("F32") || info.shape().size() != dimensions || empty) {
            throw new CheckpointException(file.path().getFileName() + ": tensor " + name + " is " + info.type()
                    + " of shape " + info.shape() + ", but must be F32 of " + dimensions
                    + (dimensions == 1 ? " dimension" : " dimensions") + " and not empty.");
        }
        ByteBuffer bytes = file.finiteFloats(name);
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        long[] shape = info.shape().stream().mapToLong(Long::longValue).toArray();
        return Nd4j.create(values, shape, 'c').castTo(DataType.DOUBLE);
    }

    void requireAllRead() {
        if (!unread.isEmpty()) {
            throw new CheckpointException(
                    file.path().getFileName() + " holds tensors that belong to no edit: " + unread + ".");
        }
    }

    /** Those that are to be written. */
    static final class Written {
        private final Map<String, TensorSource> tensors = new LinkedHashMap<>();

        void add(int number, AffineMap map) {
            put(number + WRITE, map.write());
            put(number + READ, map.read());
            put(number + TARGET, map.target());
        }

        private void put(String name, INDArray array) {
            float[] values = Matrices.floats(array);
            ByteBuffer bytes =
                    ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
            bytes.asFloatBuffer().put(values);
            List<Long> shape = Arrays.stream(array.shape()).boxed().toList();
            tensors.put(name, new TensorSource(shape, () -> bytes));
        }

        Map<String, TensorSource> all() {
            return tensors;
        }
    }
}
