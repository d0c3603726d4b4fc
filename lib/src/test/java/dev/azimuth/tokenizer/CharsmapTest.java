package dev.azimuth.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class CharsmapTest {
    /** A table that rewrites "a": the root at 0, "a" at 97 with its leaf at 97 ^ 98 = 3, and one text. */
    private static byte[] sound() {
        var bytes = ByteBuffer.allocate(4 + 4 * 256 + 2).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(4 * 256);
        bytes.putInt(4 + 4 * 'a', 'a' | 1 << 8 | 98 << 10);
        bytes.put(4 + 4 * 256, (byte) 'b');
        return bytes.array();
    }

    private static void refuses(byte[] table, String mistake) {
        assertThat(Charsmap.mistake(Base64.getEncoder().encodeToString(table))).hasValue(mistake);
    }

    private static byte[] with(int index, int value) {
        var table = sound();
        ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN).putInt(index, value);
        return table;
    }

    @Test
    void aSoundTableIsAccepted() {
        assertThat(Charsmap.mistake(Base64.getEncoder().encodeToString(sound())))
                .isEmpty();
    }

    @Test
    void whatTheNativeLibraryWouldFollowOutOfBoundsIsRefused() {
        assertThat(Charsmap.mistake("?")).hasValueSatisfying(m -> assertThat(m).startsWith("is not base 64: "));
        refuses(new byte[3], "has 3 bytes; expected a length of 4 bytes first.");
        refuses(with(0, -4), "gives its array 4294967292 bytes of 1026; expected a multiple of 4 from 4.");
        refuses(with(0, 0), "gives its array 0 bytes of 1026; expected a multiple of 4 from 4.");
        refuses(with(4, 256 << 10), "leads outside of its array, at 511 of 256.");
        refuses(with(4 + 4 * 'a', 'a' | 1000 << 10), "leads outside of its array, at 1023 of 256.");
        refuses(with(4 + 4 * 3, 5), "has a leaf that begins no text.");
        var table = sound();
        table[table.length - 1] = (byte) 0x80;
        refuses(table, "has texts that are not UTF-8.");
    }
}
