package dev.azimuth.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import jdk.jshell.JShell;
import org.junit.jupiter.api.Test;

class RunningCellTest {
    @Test
    void outsideANotebookThereIsNone() {
        assertThat(RunningCell.name()).isEmpty();
    }

    @Test
    void eachSnippetHasANameOfItsOwn() {
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            shell.addToClasspath(System.getProperty("java.class.path"));
            // A hash, because JShell hides the names of its own classes in the values it shows.
            shell.eval("int cell() throws Exception {"
                    + " var method = Class.forName(\"dev.azimuth.notebook.RunningCell\").getDeclaredMethod(\"name\");"
                    + " method.setAccessible(true); return method.invoke(null).hashCode(); }");
            List<String> hashes = List.of(value(shell), value(shell));
            assertThat(hashes).doesNotHaveDuplicates().doesNotContain(String.valueOf("".hashCode()));
        }
    }

    private static String value(JShell shell) {
        return shell.eval("cell()").get(0).value();
    }
}
