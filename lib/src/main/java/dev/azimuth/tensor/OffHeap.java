package dev.azimuth.tensor;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory that the garbage collector frees but does not see: native tensors that nothing closes, mapped files. It would
 * fill the machine before a small heap is collected, so whoever takes of it says so here.
 */
public final class OffHeap {
    private static final long BYTES_BETWEEN_COLLECTIONS = 1L << 29;
    private static final AtomicLong SINCE_COLLECTION = new AtomicLong();

    private OffHeap() {}

    /** Counts {@code bytes}, and asks for a collection once half a gigabyte has come together. */
    public static void taken(long bytes) {
        if (SINCE_COLLECTION.addAndGet(bytes) > BYTES_BETWEEN_COLLECTIONS) {
            SINCE_COLLECTION.set(0);
            System.gc();
        }
    }
}
