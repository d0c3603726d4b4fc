package dev.azimuth.checkpoint;

import dev.azimuth.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collections;

/**
 * Fetches a file's bytes: to another name first, where a fetch that broke off is taken up again, and to their own when
 * length and digest are right.
 */
final class HubBlob {
    private static final int CHUNK = 1 << 18;
    private static final int OK = 200;
    private static final int PARTIAL = 206;

    private final HubHttp http;
    private final HubFile file;
    private final Path blob;
    private final Path incomplete;

    HubBlob(HubHttp http, HubFile file, Path blob) {
        this.http = http;
        this.file = file;
        this.blob = blob;
        // Not the name that Python's tools use: they and we do not see one another's locks everywhere.
        this.incomplete = blob.resolveSibling(file.etag() + ".azimuth.incomplete");
    }

    /**
     * Fetches what is missing.
     *
     * @throws CheckpointException when what came is not what the hub announced; it is deleted then
     */
    void fetch() throws IOException {
        AtomicFiles.createFolder(blob.getParent());
        boolean resumed = received() > 0;
        receiveAll();
        String found = digest();
        if (!found.equals(file.etag()) && resumed) { // what an earlier run left may have been damaged since
            Files.delete(incomplete);
            receiveAll();
            found = digest();
        }
        if (!found.equals(file.etag())) {
            Files.delete(incomplete);
            throw new CheckpointException(file.name() + " came from " + HubRedirect.plain(file.uri()) + " with the "
                    + HubDigest.kind(file.etag()) + " " + found + ", but the hub announced " + file.etag()
                    + ". It was deleted. Try again; if it stays so, a proxy may be changing it.");
        }
        Files.move(incomplete, blob, StandardCopyOption.ATOMIC_MOVE);
    }

    private String digest() throws IOException {
        return HubDigest.of(incomplete, file.etag(), "checking " + file.name());
    }

    /** How much of the file is there; what can be no part of it is dropped. */
    private long received() throws IOException {
        if (!Files.exists(incomplete)) {
            return 0;
        }
        if (Files.size(incomplete) > file.size()) {
            Files.delete(incomplete);
            return 0;
        }
        return Files.size(incomplete);
    }

    private void receiveAll() throws IOException {
        for (int fruitless = 0; ; ) {
            long before = received();
            try {
                receive(before);
                return;
            } catch (HubConnectionException e) {
                fruitless = received() > before ? 0 : fruitless + 1;
                if (fruitless == http.tries()) {
                    throw e;
                }
                http.pause(fruitless + 1);
            }
        }
    }

    private void receive(long from) throws IOException {
        try (FileChannel out = FileChannel.open(incomplete, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (from < file.size()) {
                HttpResponse<HubBody> answer = http.get(file.uri(), from);
                try (HubBody body = answer.body()) {
                    long start = start(answer, from);
                    out.truncate(start).position(start);
                    copy(body, out, file.size() - start);
                }
            }
            out.force(true);
        }
    }

    /** Where in the file the answer begins: at its beginning, if the server does not know of ranges. */
    private long start(HttpResponse<?> answer, long from) {
        int status = answer.statusCode();
        String range = answer.headers().firstValue("Content-Range").orElse("");
        boolean asWanted = status == PARTIAL && range.startsWith("bytes " + from + "-");
        if (!asWanted && status != OK) {
            throw new CheckpointException(file.name() + " cannot be fetched: " + HubRedirect.plain(answer.uri())
                    + " answered with status " + status + (range.isEmpty() ? "" : " and the range " + range) + ".");
        }
        long start = asWanted ? from : 0;
        long announced = answer.headers().firstValueAsLong("Content-Length").orElse(file.size() - start);
        if (announced != file.size() - start) {
            throw new CheckpointException(file.name() + " has " + file.size() + " bytes by the hub's word, but "
                    + HubRedirect.plain(answer.uri()) + " sends " + announced + " from byte " + start + " on.");
        }
        return start;
    }

    private void copy(InputStream body, FileChannel out, long bytes) throws IOException {
        int chunks = Math.toIntExact((bytes + CHUNK - 1) / CHUNK);
        byte[] chunk = new byte[(int) Math.min(CHUNK, bytes)];
        long left = bytes;
        for (byte[] buffer : Progress.over(Collections.nCopies(chunks, chunk), "downloading " + file.name())) {
            int wanted = (int) Math.min(buffer.length, left);
            int read = 0;
            while (read < wanted) {
                int count = body.read(buffer, read, wanted - read);
                if (count < 0) {
                    throw new HubConnectionException("the connection ended " + (left - read) + " bytes early");
                }
                // At once, not chunk by chunk: whatever has come is there for the next try.
                AtomicFiles.writeFully(out, ByteBuffer.wrap(buffer, read, count));
                read += count;
            }
            left -= wanted;
        }
    }
}
