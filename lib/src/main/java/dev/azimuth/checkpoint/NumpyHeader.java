package dev.azimuth.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The front of a {@code .npy} array: a magic, the length of a Python dictionary, and this with type, order and shape.
 *
 * @param type as safetensors names it
 * @param byColumns whether the first index runs fastest (Fortran's order)
 * @param shape outermost dimension first
 * @param bytes of the header itself, before the numbers
 */
record NumpyHeader(SafetensorsType type, boolean byColumns, List<Long> shape, int bytes) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MOST_BYTES = 1 << 12; // NumPy's own headers have 128
    private static final Map<String, SafetensorsType> TYPES = Map.of(
            "<f2", SafetensorsType.F16,
            "<f4", SafetensorsType.F32,
            "<f8", SafetensorsType.F64,
            "<i4", SafetensorsType.I32,
            "<i8", SafetensorsType.I64);
    private static final Pattern DICTIONARY = Pattern.compile(
            "\\{'descr': '([^']{1,16})', 'fortran_order': (True|False), 'shape': \\(([0-9, ]{0,64})\\), ?\\} *\\n?");
    private static final Pattern SIZES = Pattern.compile("(?:[0-9]{1,9}(?:, [0-9]{1,9})*,?)?");

    NumpyHeader {
        shape = List.copyOf(shape);
    }

    /**
     * Reads it.
     *
     * @param what names the array in messages
     */
    static NumpyHeader read(String what, InputStream in) throws IOException {
        byte[] front = in.readNBytes(8);
        if (front.length < 8 || !Arrays.equals(front, 0, 6, MAGIC, 0, 6)) {
            throw StrictJson.damaged(what, "does not begin as a .npy array does");
        }
        int version = front[6];
        if (version < 1 || version > 3) {
            throw new CheckpointException(what + " is of version " + version + " of .npy; 1 to 3 are read.");
        }
        int wide = version == 1 ? 2 : 4; // bytes of the length, little-endian
        byte[] length = in.readNBytes(wide);
        long size = 0;
        for (int i = length.length - 1; i >= 0; i--) {
            size = (size << 8) | (length[i] & 0xff);
        }
        if (length.length < wide || size > MOST_BYTES) {
            throw StrictJson.damaged(
                    what,
                    "gives its header, at byte 8, the length " + size + ", more than the " + MOST_BYTES + " read");
        }
        byte[] text = in.readNBytes((int) size);
        if (text.length < size) {
            throw StrictJson.damaged(what, "ends inside its header");
        }
        return parse(what, new String(text, StandardCharsets.ISO_8859_1), front.length + wide + (int) size);
    }

    private static NumpyHeader parse(String what, String dictionary, int bytes) {
        Matcher matcher = DICTIONARY.matcher(dictionary);
        if (!matcher.matches() || !SIZES.matcher(matcher.group(3)).matches()) {
            throw StrictJson.damaged(
                    what, "has the header '" + printable(dictionary) + "', not descr, fortran_order and" + " shape");
        }
        SafetensorsType type = TYPES.get(matcher.group(1));
        if (type == null) {
            throw new CheckpointException(what + " is stored as '" + printable(matcher.group(1))
                    + "', which is not decoded. These are: "
                    + TYPES.keySet().stream().sorted().toList() + ".");
        }
        List<Long> shape = Stream.of(matcher.group(3).split(", ?", -1))
                .filter(size -> !size.isEmpty())
                .map(Long::valueOf)
                .toList();
        return new NumpyHeader(type, matcher.group(2).equals("True") && shape.size() > 1, shape, bytes);
    }

    /** The numbers that the shape promises; empty when they are more than a buffer of float32 holds. */
    Optional<Integer> elements() {
        long elements = 1;
        for (long size : shape) {
            elements = size == 0 ? 0 : elements * size; // below 2^29 · 2^30: the loop stops there
            if (elements > Integer.MAX_VALUE / Float.BYTES) {
                return Optional.empty();
            }
        }
        return Optional.of((int) elements);
    }

    private static String printable(String text) {
        String plain = text.replaceAll("[^ -~]", "?");
        return plain.substring(0, Math.min(plain.length(), 100));
    }
}
