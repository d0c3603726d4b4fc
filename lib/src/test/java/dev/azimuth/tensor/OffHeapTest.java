package dev.azimuth.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class OffHeapTest {
    @Test
    void halfAGigabyteBringsTheCollector() throws InterruptedException {
        var queue = new ReferenceQueue<ByteBuffer>();
        Reference<ByteBuffer> garbage = new WeakReference<>(ByteBuffer.allocateDirect(1), queue);
        OffHeap.taken(1L << 28);
        OffHeap.taken((1L << 28) + 1);
        assertThat(queue.remove(60_000)).isSameAs(garbage);
    }
}
