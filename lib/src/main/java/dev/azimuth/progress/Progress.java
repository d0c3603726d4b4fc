package dev.azimuth.progress;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Walks a list, telling a {@link ProgressListener} how far it is, and stops when the thread is interrupted, as a
 * notebook's stop button does.
 *
 * <pre>{@code for (var batch : Progress.over(batches, "harvesting")) ...}</pre>
 */
public final class Progress {
    private static volatile ProgressListener listener = ProgressListener.SILENT;

    private Progress() {}

    /** Sends all further progress to {@code next}; the notebook does this once, when it starts. */
    public static void listener(ProgressListener next) {
        listener = next;
    }

    /**
     * The items of {@code work}, in order.
     *
     * @throws CancellationException from the iteration, when the thread was interrupted; the interrupt is cleared
     */
    public static <T> Iterable<T> over(List<T> work, String label) {
        return () -> new Iterator<>() {
            private int done = 0;

            @Override
            public boolean hasNext() {
                checkInterrupt(label, done, work.size());
                listener.progress(label, done, work.size());
                return done < work.size();
            }

            @Override
            public T next() {
                return work.get(done++);
            }
        };
    }

    /** Says something of the innermost loop that is running, such as the loss so far; it is shown beside its bar. */
    public static void note(String note) {
        listener.note(note);
    }

    private static void checkInterrupt(String label, int done, int total) {
        if (Thread.interrupted()) {
            listener.progress(label, total, total);
            throw new CancellationException("Stopped while " + label + ", after " + done + " of " + total + ".");
        }
    }
}
