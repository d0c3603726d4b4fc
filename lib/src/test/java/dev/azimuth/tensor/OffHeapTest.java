package dev.azimuth.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class OffHeapTest {
    @Test
    void tooMuchBringsTheCollector() throws InterruptedException {
        var queue = new ReferenceQueue<ByteBuffer>();
        Reference<ByteBuffer> garbage = new WeakReference<>(ByteBuffer.allocateDirect(1), queue);
        var offHeap = new OffHeap(100);
        offHeap.taken(100);
        offHeap.taken(1);
        assertThat(queue.remove(60_000)).isSameAs(garbage);
    }
}
