package dev.azimuth.checkpoint;

import dev.azimuth.tensor.OffHeap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The bytes of an open model file: read piecewise for the header, mapped into memory for the tensors. */
final class TensorFile implements AutoCloseable {
    private static final OffHeap MAPPED = new OffHeap(1L << 28);
    private static final int CHUNK = 1 << 14; // values decoded at a time: few enough to stay in the processor's cache
    private static final int SHARE = 1 << 18; // values that one thread takes: enough to be worth its while

    private final Path path;
    private final FileChannel channel;
    private final long size;

    private TensorFile(Path path, FileChannel channel, long size) {
        this.path = path;
        this.channel = channel;
        this.size = size;
    }

    /** Opens a file and reads its header; a header that is refused leaves nothing open. */
    static <T> T open(Path path, Function<TensorFile, T> reader) {
        if (Files.isDirectory(path)) {
            throw new CheckpointException(path.toAbsolutePath() + " is a folder, not a model file.");
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) { // a pipe would keep the reader waiting
            throw new CheckpointException(path.toAbsolutePath() + " is not a regular file.");
        }
        @Nullable FileChannel channel = null;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
            T opened = reader.apply(new TensorFile(path, channel, channel.size()));
            channel = null;
            return opened;
        } catch (NoSuchFileException e) {
            throw new CheckpointException("There is no file " + path.toAbsolutePath() + ".", e);
        } catch (IOException e) {
            throw new CheckpointException("Cannot open " + path.toAbsolutePath() + ": " + e.getMessage() + ".", e);
        } finally {
            if (channel != null) {
                closeQuietly(channel);
            }
        }
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // the failure that is on its way matters more
        }
    }

    Path path() {
        return path;
    }

    /** What messages call the file. */
    String name() {
        return String.valueOf(path.getFileName());
    }

    long size() {
        return size;
    }

    /** Fills {@code target} from {@code offset} on; what is left of it after the call lies beyond the end of the file. */
    void read(ByteBuffer target, long offset) {
        try {
            for (long at = offset; target.hasRemaining(); ) {
                int read = channel.read(target, at);
                if (read < 0) {
                    return;
                }
                at += read;
            }
        } catch (IOException e) {
            throw failure("the header", e);
        }
    }

    /** Decodes a tensor whose place and size the header's reader has checked against the file. */
    ByteBuffer decode(TensorInfo info, BlockFormat format) {
        long elements = info.elements();
        if (elements > Integer.MAX_VALUE / Float.BYTES) {
            throw tooLarge(info, elements, Integer.MAX_VALUE / Float.BYTES);
        }
        ByteBuffer decoded = allocate(info, (int) elements);
        decode(info, format, 0, decoded.duplicate().order(ByteOrder.nativeOrder()));
        return decoded;
    }

    /** Decodes as many values as {@code target} has room for, from value {@code first} on; several threads share them. */
    void decode(TensorInfo info, BlockFormat format, long first, ByteBuffer target) {
        FloatBuffer floats = target.asFloatBuffer();
        int values = floats.remaining();
        format.requireWhole(info, first, values);
        ByteBuffer stored = map(info, format.bytes(first), format.bytes(values));
        int shares = (int) ((values + SHARE - 1L) / SHARE);
        IntStream.range(0, shares).parallel().forEach(share -> {
            int from = share * SHARE;
            int count = Math.min(SHARE, values - from);
            ByteBuffer blocks = stored.slice((int) format.bytes(from), (int) format.bytes(count));
            decode(info, format, blocks, floats.slice(from, count));
        });
    }

    private void decode(TensorInfo info, BlockFormat format, ByteBuffer stored, FloatBuffer target) {
        byte[] in = new byte[(int) format.bytes(Math.min(CHUNK, target.remaining()))];
        float[] out = new float[Math.min(CHUNK, target.remaining())];
        while (target.hasRemaining()) {
            int count = Math.min(out.length, target.remaining());
            stored.get(in, 0, (int) format.bytes(count));
            try {
                format.decoder().decode(in, count / format.blockSize(), out);
            } catch (ArithmeticException e) {
                throw new CheckpointException(name() + ": tensor " + info.name() + " " + e.getMessage() + ".", e);
            }
            target.put(out, 0, count);
        }
    }

    /** A tensor's bytes as they are, where its type and this machine's byte order let them be used so. */
    Optional<RawTensor> raw(TensorInfo info) {
        return Arrays.stream(RawTensor.Type.values())
                .filter(type -> type.name().equals(info.type()) && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN)
                .findFirst()
                .map(type -> new RawTensor(type, map(info, 0, info.bytes())));
    }

    private CheckpointException tooLarge(TensorInfo info, long values, long most) {
        return new CheckpointException(name() + ": tensor " + info.name() + " of shape " + info.shape() + " has "
                + values + " values; at most " + most + " fit one buffer.");
    }

    private ByteBuffer map(TensorInfo info, long from, long bytes) {
        if (bytes > Integer.MAX_VALUE) {
            throw tooLarge(info, info.elements(), Integer.MAX_VALUE / (info.bytes() / info.elements()));
        }
        try {
            if (channel.size() < info.offset() + info.bytes()) {
                throw new CheckpointException(name() + ": tensor " + info.name() + " is gone: the file has shrunk to "
                        + channel.size() + " bytes since it was opened.");
            }
            MAPPED.taken(bytes); // a mapping ends when the collector finds that nobody has it any more
            return channel.map(MapMode.READ_ONLY, info.offset() + from, bytes);
        } catch (IOException e) {
            throw failure("tensor " + info.name(), e);
        }
    }

    private ByteBuffer allocate(TensorInfo info, int elements) {
        try {
            return ByteBuffer.allocateDirect(elements * Float.BYTES).order(ByteOrder.nativeOrder());
        } catch (OutOfMemoryError e) {
            throw new CheckpointException(
                    name() + ": tensor " + info.name() + " needs " + elements * (long) Float.BYTES
                            + " bytes of direct memory, more than Java has left. Close other models, or start Java with"
                            + " a larger -XX:MaxDirectMemorySize.",
                    e);
        }
    }

    private RuntimeException failure(String what, IOException e) {
        if (e instanceof ClosedByInterruptException) {
            Thread.interrupted(); // as Progress does: whoever catches the cancellation may go on working
            return new CancellationException("Stopped while reading " + what + " of " + name() + ".");
        }
        if (e instanceof ClosedChannelException) {
            return new CheckpointException(name() + " has been closed; open it again to read " + what + ".", e);
        }
        return new CheckpointException(name() + ": cannot read " + what + ": " + e.getMessage() + ".", e);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new CheckpointException("Cannot close " + path + ": " + e.getMessage() + ".", e);
        }
    }
}
