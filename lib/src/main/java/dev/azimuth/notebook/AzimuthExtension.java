package dev.azimuth.notebook;

import dev.azimuth.progress.Progress;
import dev.azimuth.progress.ProgressListener;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;

/**
 * Prepares a notebook when its kernel starts: renderers, imports and the progress bar. The kernel finds it by itself
 * wherever this library is on the class path.
 */
public final class AzimuthExtension implements Extension {
    private static final long TIME_TO_REPLY_MILLIS = 300;

    /** Never throws: the kernel would die of it without telling the user why. */
    @Override
    public void install(BaseKernel kernel) {
        try {
            Renderers.register(kernel.getRenderer());
            Progress.listener(new ProgressBar(kernel.getIO().display, System::nanoTime));
            kernel.evalRaw(Imports.asCell());
        } catch (Throwable failure) { // a native library that is missing is an Error
            System.err.println("Azimuth could not prepare this notebook; values may show as plain text, and imports may"
                    + " be missing. The reason: " + failure);
        }
    }

    /**
     * Ends the process soon after the kernel has answered. The kernel leaves a thread behind that would keep it alive until
     * it is killed, seconds later.
     */
    @Override
    public void uninstall(BaseKernel kernel) {
        Progress.listener(ProgressListener.SILENT);
        Thread exit = new Thread(AzimuthExtension::exitAfterReply, "azimuth-exit");
        exit.setDaemon(true);
        exit.start();
    }

    private static void exitAfterReply() {
        try {
            Thread.sleep(TIME_TO_REPLY_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        System.exit(0);
    }
}
