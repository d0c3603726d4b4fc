package dev.azimuth.notebook;

import dev.azimuth.progress.ProgressListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.dflib.jjava.jupyter.kernel.DisplayStream;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.jspecify.annotations.Nullable;

/**
 * Progress below the cell: nothing while work is short, then one bar per running loop, updated in place and gone when the
 * work is done. What was stopped says where.
 */
final class ProgressBar implements ProgressListener {
    private static final double SHOW_AFTER = 1;
    private static final double SHOW_EARLY_AFTER = 0.3;
    private static final double LONG_WORK = 2;
    private static final double BETWEEN_UPDATES = 0.1;

    private final DisplayStream display;
    private final LongSupplier nanoTime;

    /** The running loops, outermost first, all of one thread. */
    private final Deque<ProgressTask> tasks = new ArrayDeque<>();

    private @Nullable String displayId;
    private double lastUpdate;
    private String cell = "";
    private @Nullable Thread thread;

    /** @param nanoTime a clock that only runs forward, such as {@link System#nanoTime} */
    ProgressBar(DisplayStream display, LongSupplier nanoTime) {
        this.display = display;
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized void progress(String label, int done, int total) {
        double now = nanoTime.getAsLong() / 1e9;
        if (done == 0) {
            closeIfLeftByAnotherCell();
        }
        // An interrupted cell may go on for a while on its old thread, beside the next cell.
        if (!tasks.isEmpty() && thread != Thread.currentThread()) {
            return;
        }
        thread = Thread.currentThread();
        ProgressTask task = taskCalled(label, done, total, now);
        if (done >= total) {
            finish(task);
        } else {
            task.done(done);
            showIfDue(now);
        }
    }

    @Override
    public synchronized void note(String note) {
        if (!tasks.isEmpty() && thread == Thread.currentThread()) {
            tasks.getLast().note(note);
        }
    }

    /** A loop left by an exception or a break never says that it ended; the next cell shows it. */
    private void closeIfLeftByAnotherCell() {
        String current = RunningCell.name();
        if (!current.isEmpty() && !current.equals(cell)) {
            cell = current;
            closeAsStopped();
        }
    }

    /** The task this call belongs to, now the innermost: those further in were left early. */
    private ProgressTask taskCalled(String label, int done, int total, double now) {
        if (tasks.stream().anyMatch(task -> task.label().equals(label))) {
            while (!tasks.getLast().label().equals(label)) {
                tasks.removeLast();
            }
            if (done > 0) {
                return tasks.getLast();
            }
            tasks.removeLast();
        }
        tasks.addLast(new ProgressTask(label, total, now));
        return tasks.getLast();
    }

    private void finish(ProgressTask task) {
        if (!task.isAtLastStep()) { // an interrupt ends a loop in the middle, and the loops around it
            closeAsStopped();
        } else if (tasks.size() == 1) {
            close("");
        } else {
            tasks.removeLast();
        }
    }

    /** Nothing can be shown between two cells; what is left open then, the next cell closes. */
    private void closeAsStopped() {
        if (!tasks.isEmpty() && display.isAttached()) {
            close(tasks.getFirst().stopped());
        }
    }

    private void close(String outcome) {
        tasks.clear();
        if (displayId != null) {
            publish(outcome.isEmpty() ? "" : "<small>" + ProgressTask.escape(outcome) + "</small>", outcome);
            displayId = null;
        }
    }

    private void showIfDue(double now) {
        ProgressTask outermost = tasks.getFirst();
        double elapsed = now - outermost.start();
        boolean due = displayId != null
                ? now - lastUpdate >= BETWEEN_UPDATES
                : elapsed >= SHOW_AFTER
                        || (elapsed >= SHOW_EARLY_AFTER && elapsed + outermost.secondsLeft(now) > LONG_WORK);
        if (due && display.isAttached()) {
            lastUpdate = now;
            publish(lines(task -> task.html(now), ""), lines(task -> task.text(now), "\n"));
        }
    }

    private String lines(Function<ProgressTask, String> line, String between) {
        return tasks.stream().map(line).collect(Collectors.joining(between));
    }

    private void publish(String html, String text) {
        DisplayData data = new DisplayData(text);
        data.putHTML(html);
        if (displayId == null) {
            displayId = UUID.randomUUID().toString();
            // Not setDisplayId: its signature differs between releases of the kernel.
            data.putTransientData("display_id", displayId);
            display.display(data);
        } else {
            display.updateDisplay(displayId, data);
        }
    }
}
