package dev.azimuth.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/** Keeps everyone else, in this process and in others, from fetching the same blob. */
final class HubLock {
    private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock(); // a file lock holds between processes only

    /** What is done while the lock is held. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    private HubLock() {}

    /** Waits until the lock is free, then works. */
    static void holding(Path file, Work work) throws IOException, InterruptedException {
        ONE_AT_A_TIME.lockInterruptibly();
        try {
            AtomicFiles.createFolder(file.getParent());
            try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var lock = channel.lock()) {
                if (lock.isValid()) {
                    work.run();
                }
            }
        } finally {
            ONE_AT_A_TIME.unlock();
        }
    }
}
