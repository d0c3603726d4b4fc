package dev.azimuth.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.dflib.jjava.jupyter.kernel.DisplayStream;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final Screen screen = new Screen();
    private long millis;
    private final ProgressBar bar = new ProgressBar(screen, () -> millis * 1_000_000);

    @Test
    void shortWorkShowsNothing() {
        work("harvesting", 9, 100);
        assertThat(screen.lines).isEmpty();
    }

    @Test
    void longWorkIsShownAsSoonAsItsLengthIsClear() {
        work("harvesting", 10, 250);
        assertThat(screen.lines)
                .startsWith("harvesting 2/10, 2.0 s left", "harvesting 3/10, 1.8 s left")
                .endsWith("harvesting 9/10, 0.3 s left", "");
    }

    @Test
    void workOfUnclearLengthIsShownAfterASecond() {
        bar.progress("harvesting", 0, 10);
        millis = 200;
        bar.progress("harvesting", 9, 10);
        millis = 999;
        bar.progress("harvesting", 9, 10);
        assertThat(screen.lines).isEmpty();
        millis = 1000;
        bar.progress("harvesting", 9, 10);
        assertThat(screen.lines).containsExactly("harvesting 9/10, 0.1 s left");
    }

    @Test
    void updatesAreTenASecondAtMost() {
        work("harvesting", 4000, 1);
        assertThat(screen.lines).hasSizeBetween(36, 39);
    }

    @Test
    void everyUpdateGoesToTheFirstDisplay() {
        work("harvesting", 10, 500);
        assertThat(screen.ids).hasSizeGreaterThan(5).containsOnly(screen.ids.get(0));
        assertThat(screen.shown).isEqualTo(1);
    }

    @Test
    void aNoteStandsBesideItsBar() {
        bar.progress("training", 0, 10);
        millis = 1000;
        bar.progress("training", 1, 10);
        bar.note("loss 0.5");
        millis = 2000;
        bar.progress("training", 2, 10);
        assertThat(screen.lines).containsExactly("training 1/10, 9.0 s left", "training 2/10, 8.0 s left, loss 0.5");
    }

    @Test
    void theNextLoopHasADisplayOfItsOwn() {
        work("one", 10, 500);
        work("two", 10, 500);
        assertThat(screen.shown).isEqualTo(2);
        assertThat(screen.ids.get(0)).isNotEqualTo(screen.ids.get(screen.ids.size() - 1));
    }

    @Test
    void loopsInsideLoopsAreShownBelowOneAnother() {
        bar.progress("layers", 0, 3);
        work("batches", 2, 600);
        bar.progress("layers", 1, 3);
        work("batches", 2, 600);
        assertThat(screen.lines)
                .containsExactly("layers 1/3, 2.4 s left", "layers 1/3, 3.6 s left\nbatches 1/2, 0.6 s left");
    }

    @Test
    void aStoppedLoopSaysWhere() {
        bar.progress("layers", 0, 30);
        bar.progress("batches", 0, 8);
        millis = 5000;
        bar.progress("batches", 3, 8);
        bar.progress("batches", 8, 8);
        assertThat(screen.lines).endsWith("layers: stopped after 0 of 30");
    }

    @Test
    void aLoopLeftByAnExceptionIsForgottenWhenTheOneAroundItGoesOn() {
        bar.progress("layers", 0, 2);
        bar.progress("batches", 0, 8);
        millis = 1500;
        bar.progress("layers", 1, 2);
        assertThat(screen.lines).containsExactly("layers 1/2, 1.5 s left");
    }

    @Test
    void anotherThreadDoesNotDisturb() throws InterruptedException {
        bar.progress("harvesting", 0, 10);
        millis = 1500;
        Thread other = new Thread(() -> bar.progress("elsewhere", 5, 10));
        other.start();
        other.join();
        assertThat(screen.lines).isEmpty();
    }

    @Test
    void nothingIsShownBetweenCells() {
        screen.attached = false;
        work("harvesting", 10, 500);
        assertThat(screen.lines).isEmpty();
    }

    @Test
    void labelsAreEscaped() {
        work("<script>", 3, 1000);
        assertThat(screen.html)
                .endsWith("")
                .filteredOn(html -> !html.isEmpty())
                .hasSize(2)
                .allSatisfy(html -> assertThat(html).contains("&lt;script>").doesNotContain("<script"));
        assertThat(screen.html.get(0)).contains("<progress value=\"1\" max=\"3\"></progress>");
    }

    private void work(String label, int steps, long millisEach) {
        for (int done = 0; done < steps; done++) {
            bar.progress(label, done, steps);
            millis += millisEach;
        }
        bar.progress(label, steps, steps);
    }

    /** The kernel's display, recorded. */
    private static final class Screen extends DisplayStream {
        private final List<String> lines = new ArrayList<>();
        private final List<String> html = new ArrayList<>();
        private final List<String> ids = new ArrayList<>();
        private boolean attached = true;
        private int shown;

        @Override
        public boolean isAttached() {
            return attached;
        }

        @Override
        public void display(DisplayData data) {
            shown++;
            record(data.getDisplayId(), data);
        }

        @Override
        public void updateDisplay(String id, DisplayData data) {
            record(id, data);
        }

        private void record(String id, DisplayData data) {
            ids.add(id);
            lines.add((String) data.getData(MIMEType.TEXT_PLAIN));
            html.add((String) data.getData(MIMEType.TEXT_HTML));
        }
    }
}
