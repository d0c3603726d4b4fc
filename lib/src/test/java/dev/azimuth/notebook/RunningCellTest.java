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
            shell.eval("String cell() throws Exception {"
                    + " var method = Class.forName(\"dev.azimuth.notebook.RunningCell\").getDeclaredMethod(\"name\");"
                    + " method.setAccessible(true); return (String) method.invoke(null); }");
            List<String> names = List.of(value(shell), value(shell));
            assertThat(names)
                    .doesNotHaveDuplicates()
                    .allSatisfy(name -> assertThat(name).isNotEqualTo("\"\""));
        }
    }

    private static String value(JShell shell) {
        return shell.eval("cell()").get(0).value();
    }
}
