package dev.azimuth.notebook;

import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.jspecify.annotations.Nullable;

/** What a cell can do beyond returning its last value. */
public final class Notebook {
    private Notebook() {}

    /**
     * Shows {@code value} below the cell as if it were the cell's last line, so that one cell can show several. Outside a
     * notebook it is printed.
     */
    public static void show(@Nullable Object value) {
        BaseKernel kernel = BaseKernel.notebookKernel();
        if (kernel == null || value == null) {
            System.out.println(value);
        } else {
            kernel.display(kernel.getRenderer().render(value));
        }
    }
}
