package dev.azimuth.tensor;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory of one kind that the garbage collector frees but does not see: native tensors that nothing closes, mapped files.
 * It would fill the machine before a small heap is collected, so whoever takes of it says so here.
 */
public final class OffHeap {
    private final long bytesBetweenCollections;
    private final AtomicLong sinceCollection = new AtomicLong();

    /** Asks for a collection whenever more than so many bytes have been taken since the last. */
    public OffHeap(long bytesBetweenCollections) {
        this.bytesBetweenCollections = bytesBetweenCollections;
    }

    /** Counts {@code bytes}. */
    public void taken(long bytes) {
        if (sinceCollection.addAndGet(bytes) > bytesBetweenCollections) {
            sinceCollection.set(0);
            System.gc();
        }
    }
}
