package dev.azimuth.notebook;

/** Tells one cell from the next: the kernel has no event for it, but each snippet runs in a class of its own. */
final class RunningCell {
    /** The method in which JShell runs a snippet. */
    private static final String ENTRY = "do_it$";

    private RunningCell() {}

    /** A name unique to the snippet this thread is running, or an empty string on a thread that runs none. */
    static String name() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> frame.getMethodName().equals(ENTRY))
                        .map(StackWalker.StackFrame::getClassName)
                        .reduce("", (inner, outer) -> outer));
    }
}
