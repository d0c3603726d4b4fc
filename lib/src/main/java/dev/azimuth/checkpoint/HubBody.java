package dev.azimuth.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer as a stream. Unlike the JDK's, it gives up on a server that falls silent, and at once when the
 * reading thread is interrupted.
 */
final class HubBody extends InputStream implements HttpResponse.BodySubscriber<HubBody> {
    private static final List<ByteBuffer> END = List.of(ByteBuffer.allocate(0));

    private final Duration timeout;

    /** Never long: the next buffers are asked for when the last have been taken. */
    private final BlockingQueue<List<ByteBuffer>> arrived = new LinkedBlockingQueue<>();

    private final Queue<ByteBuffer> taken = new ArrayDeque<>();
    private volatile @Nullable Throwable failure;
    private volatile @Nullable Subscription subscription;
    private volatile boolean closed;
    private boolean ended;

    HubBody(Duration timeout) {
        this.timeout = timeout;
    }

    @Override
    public CompletionStage<HubBody> getBody() {
        return CompletableFuture.completedFuture(this); // at once: the body is read while it arrives
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        if (closed) {
            given.cancel();
        } else {
            given.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        arrived.add(buffers);
    }

    @Override
    public void onError(Throwable cause) {
        failure = cause;
        arrived.add(END);
    }

    @Override
    public void onComplete() {
        arrived.add(END);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        @Nullable ByteBuffer buffer = next();
        if (buffer == null) {
            return -1;
        }
        int count = Math.min(length, buffer.remaining());
        buffer.get(target, offset, count);
        return count;
    }

    /** A buffer with something in it, or null at the end. */
    private @Nullable ByteBuffer next() throws IOException {
        while (true) {
            @Nullable ByteBuffer buffer = taken.peek();
            if (buffer != null && buffer.hasRemaining()) {
                return buffer;
            }
            if (buffer != null) {
                taken.remove();
            } else if (ended) {
                return null;
            } else {
                take();
            }
        }
    }

    private void take() throws IOException {
        @Nullable List<ByteBuffer> buffers;
        try {
            buffers = arrived.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted while reading");
        }
        if (buffers == null) {
            throw new HubConnectionException("nothing came for " + timeout.toMillis() / 1000.0 + " s");
        }
        if (buffers == END) {
            ended = true;
            @Nullable Throwable cause = failure;
            if (cause != null) {
                throw new HubConnectionException(HubConnectionException.text(cause), cause);
            }
            return;
        }
        taken.addAll(buffers);
        @Nullable Subscription given = subscription;
        if (given != null) {
            given.request(1);
        }
    }

    /** Drops what has not been read, and the connection with it. */
    @Override
    public void close() {
        closed = true;
        @Nullable Subscription given = subscription;
        if (given != null) {
            given.cancel();
        }
    }
}
