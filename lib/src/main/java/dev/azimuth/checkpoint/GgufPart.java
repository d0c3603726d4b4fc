package dev.azimuth.checkpoint;

import java.nio.file.Path;

/** One open GGUF file: a whole model, or a part of one. */
record GgufPart(TensorFile file, GgufHeader header) implements AutoCloseable {
    /** @throws CheckpointException when the file is missing, damaged, or not GGUF; it is closed again then */
    static GgufPart open(Path path) {
        return TensorFile.open(path, file -> new GgufPart(file, GgufHeader.read(file)));
    }

    String name() {
        return file.name();
    }

    @Override
    public void close() {
        file.close();
    }
}
