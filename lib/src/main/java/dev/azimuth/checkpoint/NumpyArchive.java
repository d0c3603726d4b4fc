package dev.azimuth.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * An open {@code .npz} file: NumPy arrays in a ZIP archive, compressed or not. Arrays of Python objects, which would be
 * pickles, are refused.
 *
 * <p>{@code <f4}, {@code <f8} and {@code <f2} are decoded to float32, and so are {@code <i8} and {@code <i4} as long as
 * every value is exact there. {@link TensorInfo#offset} counts within the array's own entry.
 */
public final class NumpyArchive implements Checkpoint {
    private static final String ENDING = ".npy";
    private static final int MOST_ENTRIES = 1 << 10;
    private static final int CHUNK = 1 << 14; // values decoded at a time
    private static final long MOST_DEFLATED = 1032; // bytes that one compressed byte can become, at most

    private record Array(ZipEntry entry, NumpyHeader header, TensorInfo info) {}

    private final Path path;
    private final ZipFile zip;
    private final Map<String, Array> arrays;

    private NumpyArchive(Path path, ZipFile zip) throws IOException {
        this.path = path;
        this.zip = zip;
        this.arrays = arrays();
    }

    /**
     * Opens an archive and checks the header of each array against the archive's length.
     *
     * @throws CheckpointException when it is missing, damaged, or holds anything but arrays of numbers
     */
    public static NumpyArchive open(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new CheckpointException("There is no file " + path.toAbsolutePath() + ".");
        }
        try {
            ZipFile zip = new ZipFile(path.toFile());
            try {
                return new NumpyArchive(path, zip);
            } catch (RuntimeException | IOException | Error e) {
                zip.close();
                throw e;
            }
        } catch (IOException | IllegalArgumentException e) { // the latter for names that are no text
            throw new CheckpointException(
                    path.getFileName() + " is not a readable .npz archive: " + e.getMessage() + ". Download it again.",
                    e);
        }
    }

    private Map<String, Array> arrays() throws IOException {
        if (zip.size() > MOST_ENTRIES) {
            throw StrictJson.damaged(
                    path.getFileName() + "", "has " + zip.size() + " entries, more than the " + MOST_ENTRIES + " read");
        }
        Map<String, Array> found = new LinkedHashMap<>();
        for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
            String what = path.getFileName() + ": entry " + entry.getName();
            if (!entry.getName().endsWith(ENDING)) {
                throw new CheckpointException(what + " is not an array; their names end in " + ENDING + ".");
            }
            String name = entry.getName().substring(0, entry.getName().length() - ENDING.length());
            if (found.put(name, array(what, name, entry)) != null) {
                throw StrictJson.damaged(what, "is in the archive twice");
            }
        }
        return Collections.unmodifiableMap(found);
    }

    private Array array(String what, String name, ZipEntry entry) throws IOException {
        long most = entry.getMethod() == ZipEntry.STORED ? 1 : MOST_DEFLATED;
        if (entry.getCompressedSize() > Files.size(path) || entry.getSize() > most * entry.getCompressedSize()) {
            throw StrictJson.damaged(
                    what,
                    "claims " + entry.getSize() + " bytes out of " + entry.getCompressedSize()
                            + ", which cannot be in the file's " + Files.size(path));
        }
        try (InputStream in = zip.getInputStream(entry)) {
            NumpyHeader header = NumpyHeader.read(what, in);
            int elements = header.elements()
                    .orElseThrow(() -> new CheckpointException(what + " of shape " + header.shape() + " has too many"
                            + " values; at most " + Integer.MAX_VALUE / Float.BYTES + " fit one buffer."));
            long bytes = (long) elements * header.type().bytes();
            if (header.bytes() + bytes != entry.getSize()) {
                throw StrictJson.damaged(
                        what,
                        "has " + (entry.getSize() - header.bytes()) + " bytes of numbers, but its shape "
                                + header.shape() + " of " + header.type() + " needs " + bytes);
            }
            return new Array(
                    entry, header, new TensorInfo(name, header.type().name(), header.shape(), header.bytes(), bytes));
        }
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public Set<String> names() {
        return arrays.keySet();
    }

    @Override
    public TensorInfo info(String name) {
        return array(name).info();
    }

    private Array array(String name) {
        return TensorNames.find(String.valueOf(path.getFileName()), arrays, name);
    }

    @Override
    public ByteBuffer floats(String name) {
        Array array = array(name);
        int elements = (int) array.info().elements();
        ByteBuffer decoded = ByteBuffer.allocateDirect(elements * Float.BYTES).order(ByteOrder.nativeOrder());
        CRC32 sum = new CRC32();
        try (InputStream in = new CheckedInputStream(zip.getInputStream(array.entry()), sum)) {
            in.skipNBytes(array.header().bytes());
            decode(array, in, decoded.asFloatBuffer());
        } catch (ClosedByInterruptException e) {
            Thread.interrupted(); // as Progress does: whoever catches the cancellation may go on working
            throw new CancellationException("Stopped while reading " + name + " of " + path.getFileName() + ".");
        } catch (IOException | IllegalStateException | ArithmeticException e) {
            throw new CheckpointException(
                    path.getFileName() + ": cannot read array " + name + ": " + e.getMessage() + ". Download it again.",
                    e);
        }
        if (sum.getValue() != array.entry().getCrc()) {
            throw StrictJson.damaged(
                    path.getFileName() + ": array " + name, "does not have the checksum that is given");
        }
        return array.header().byColumns() ? byRows(array.info(), decoded) : decoded;
    }

    private static void decode(Array array, InputStream in, FloatBuffer target) throws IOException {
        BlockDecoder decoder = Objects.requireNonNull(array.header().type().decoder());
        byte[] bytes = new byte[CHUNK * array.header().type().bytes()];
        float[] values = new float[CHUNK];
        while (target.hasRemaining()) {
            int count = Math.min(CHUNK, target.remaining());
            int wanted = count * array.header().type().bytes();
            int read = in.readNBytes(bytes, 0, wanted);
            if (read < wanted) {
                throw new IOException("it ends " + (wanted - read) + " bytes early");
            }
            decoder.decode(bytes, count, values);
            target.put(values, 0, count);
        }
    }

    /** The values of an array that is stored column after column, row after row. */
    private ByteBuffer byRows(TensorInfo info, ByteBuffer stored) {
        if (info.shape().size() != 2) {
            throw new CheckpointException(path.getFileName() + ": array " + info.name() + " of shape " + info.shape()
                    + " is stored in Fortran's order, which is read of matrices only.");
        }
        int rows = info.shape().get(0).intValue();
        int columns = info.shape().get(1).intValue();
        ByteBuffer turned = ByteBuffer.allocateDirect(stored.capacity()).order(ByteOrder.nativeOrder());
        FloatBuffer from = stored.asFloatBuffer();
        FloatBuffer to = turned.asFloatBuffer();
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                to.put(from.get(column * rows + row));
            }
        }
        return turned;
    }

    /** A run of an array's values; the whole array is decoded for it, since an archive has no places to go to. */
    @Override
    public void floats(String name, long first, ByteBuffer target) {
        FloatBuffer all = floats(name).asFloatBuffer();
        FloatBuffer wanted = target.asFloatBuffer();
        Objects.checkFromIndexSize(first, wanted.remaining(), all.limit());
        wanted.put(all.slice((int) first, wanted.remaining()));
    }

    @Override
    public Optional<RawTensor> raw(String name) {
        array(name);
        return Optional.empty();
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw new CheckpointException("Cannot close " + path + ": " + e.getMessage() + ".", e);
        }
    }

    @Override
    public String toString() {
        return "NumpyArchive(" + path.getFileName() + ", " + arrays.size() + " arrays)";
    }
}
