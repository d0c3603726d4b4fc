package dev.azimuth.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Builds the bytes of small model files, right ones and wrong ones, little-endian. */
final class FileBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    FileBytes u8(int... values) {
        for (int value : values) {
            out.write(value);
        }
        return this;
    }

    FileBytes u16(int value) {
        return bytes(little(2).putShort((short) value).array());
    }

    FileBytes u32(long value) {
        return bytes(little(4).putInt((int) value).array());
    }

    FileBytes u64(long value) {
        return bytes(little(8).putLong(value).array());
    }

    FileBytes f32(float... values) {
        for (float value : values) {
            bytes(little(4).putFloat(value).array());
        }
        return this;
    }

    FileBytes f64(double value) {
        return bytes(little(8).putDouble(value).array());
    }

    FileBytes text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** GGUF's string: length, then UTF-8. */
    FileBytes string(String text) {
        return u64(text.getBytes(StandardCharsets.UTF_8).length).text(text);
    }

    /** GGUF's magic, version and counts. */
    FileBytes gguf(int version, long tensors, long metadata) {
        return text("GGUF").u32(version).u64(tensors).u64(metadata);
    }

    /** GGUF's entry for a tensor; dimensions innermost first, as the file has them. */
    FileBytes tensor(String name, int type, long offset, long... dimensions) {
        string(name).u32(dimensions.length);
        for (long dimension : dimensions) {
            u64(dimension);
        }
        return u32(type).u64(offset);
    }

    FileBytes pad(int alignment) {
        while (out.size() % alignment != 0) {
            out.write(0);
        }
        return this;
    }

    FileBytes bytes(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    byte[] toArray() {
        return out.toByteArray();
    }

    Path save(Path file) {
        return save(file, toArray());
    }

    /** Writes over a file that is there, as thousands of times is fast only without emptying it first. */
    static Path save(Path file, byte[] bytes) {
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            AtomicFiles.writeFully(channel, ByteBuffer.wrap(bytes));
            channel.truncate(bytes.length);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A safetensors file of this header and so many bytes of data. */
    static FileBytes safetensors(String header, byte... data) {
        return new FileBytes()
                .u64(header.getBytes(StandardCharsets.UTF_8).length)
                .text(header)
                .bytes(data);
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
