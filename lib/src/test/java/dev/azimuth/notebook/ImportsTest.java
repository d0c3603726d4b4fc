package dev.azimuth.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ImportsTest {
    private static final JShell SHELL =
            JShell.builder().executionEngine("local").build();

    static {
        SHELL.addToClasspath(System.getProperty("java.class.path"));
    }

    @AfterAll
    static void close() {
        SHELL.close();
    }

    static Iterable<String> declarations() {
        return Imports.declarations();
    }

    @ParameterizedTest
    @MethodSource("declarations")
    void everyImportNamesSomethingThatExists(String declaration) {
        assertThat(SHELL.eval(declaration)).extracting(SnippetEvent::status).containsExactly(Snippet.Status.VALID);
    }

    @Test
    void anImportOfNothingIsNoticed() {
        assertThat(SHELL.eval("import dev.azimuth.nothing.*;"))
                .extracting(SnippetEvent::status)
                .containsExactly(Snippet.Status.REJECTED);
    }
}
