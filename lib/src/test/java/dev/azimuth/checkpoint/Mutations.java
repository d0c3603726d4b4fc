package dev.azimuth.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Damages files at random: bytes changed, numbers and texts replaced by the worst ones, pieces cut out or repeated. */
final class Mutations {
    private static final long[] WORST = {
        0,
        1,
        -1,
        2,
        31,
        33,
        127,
        128,
        255,
        256,
        1 << 16,
        Integer.MAX_VALUE,
        1L << 31,
        1L << 32,
        1L << 60,
        1L << 62,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private static final String[] WORST_TEXTS = {
        "{",
        "}",
        "[",
        "]",
        "\"",
        ",",
        ":",
        "null",
        "true",
        "0",
        "-1",
        "0.5",
        "1e999",
        "9223372036854775807",
        "9223372036854775808",
        "[[[[[[[[",
        "\\u0000",
        "\\ud800",
        "../",
        "é"
    };

    private final Random random;

    Mutations(long seed) {
        random = new Random(seed);
    }

    byte[] of(byte[] whole) {
        byte[] bytes = whole.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            bytes = once(bytes);
        }
        return bytes;
    }

    boolean coin() {
        return random.nextBoolean();
    }

    private byte[] once(byte[] bytes) {
        if (bytes.length < 16) {
            return bytes;
        }
        int at = random.nextInt(bytes.length - 8);
        int to = at + random.nextInt(Math.min(16, bytes.length - at));
        long worst = WORST[random.nextInt(WORST.length)];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        switch (random.nextInt(8)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt();
            case 2 -> buffer.putInt(at, (int) worst);
            case 3 -> buffer.putLong(at, worst);
            case 4 -> {
                return concat(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, to, bytes.length));
            }
            case 5 -> {
                return concat(Arrays.copyOf(bytes, to), Arrays.copyOfRange(bytes, at, bytes.length));
            }
            default -> {
                byte[] text = WORST_TEXTS[random.nextInt(WORST_TEXTS.length)].getBytes(StandardCharsets.UTF_8);
                int rest = random.nextBoolean() ? at : to; // put between, or in the place of what is there
                return concat(concat(Arrays.copyOf(bytes, at), text), Arrays.copyOfRange(bytes, rest, bytes.length));
            }
        }
        return bytes;
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
