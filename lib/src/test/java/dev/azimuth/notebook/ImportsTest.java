package dev.azimuth.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ImportsTest {
    /** What the kernel imports by itself, where a name might clash with ours. */
    private static final List<String> KERNELS = List.of(
            "java.util",
            "java.io",
            "java.math",
            "java.net",
            "java.time",
            "java.util.concurrent",
            "java.util.prefs",
            "java.util.regex");

    private static final JShell SHELL =
            JShell.builder().executionEngine("local").build();

    @BeforeAll
    static void open() {
        SHELL.addToClasspath(System.getProperty("java.class.path"));
        KERNELS.forEach(name -> SHELL.eval("import " + name + ".*;"));
        Imports.declarations().forEach(SHELL::eval);
    }

    @AfterAll
    static void close() {
        SHELL.close();
    }

    private static List<JavaClass> typesImportedByPackage() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.azimuth").stream()
                        .filter(type -> Imports.PACKAGES.contains(type.getPackageName()))
                        .filter(type ->
                                type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
                        .toList();
    }

    @Test
    void everyImportNamesSomethingThatExists() {
        assertThat(SHELL.imports().map(Snippet::source)).containsAll(Imports.declarations());
    }

    /** All in one snippet, which takes a moment where one for each takes ten seconds. */
    @Test
    void everyImportedTypeCanBeNamedWithoutItsPackage() {
        List<JavaClass> types = typesImportedByPackage();
        assertThat(types).hasSizeGreaterThan(100);
        String classes =
                types.stream().map(type -> type.getSimpleName() + ".class").collect(Collectors.joining(", "));
        SnippetEvent named = SHELL.eval("Arrays.stream(new Class<?>[] {" + classes
                        + "}).map(Class::getName).collect(Collectors.joining(\" \"))")
                .get(0);
        assertThat(SHELL.diagnostics(named.snippet()).map(problem -> problem.getMessage(Locale.ROOT)))
                .isEmpty();
        assertThat(named.value().replace("\"", "").split(" ", -1))
                .containsExactly(types.stream().map(JavaClass::getName).toArray(String[]::new));
    }

    /** A method imported by its name hides those of the same name that come with a star. */
    @Test
    void noImportHidesAnother() {
        assertThat(SHELL.eval("List.of(prompt(), last(), generated())"))
                .extracting(SnippetEvent::status)
                .containsExactly(Snippet.Status.VALID);
        Set<String> named = Imports.STATIC.stream()
                .filter(name -> !name.endsWith("*"))
                .map(name -> name.substring(name.lastIndexOf('.') + 1))
                .collect(Collectors.toSet());
        List<String> starred = Imports.STATIC.stream()
                .filter(name -> name.endsWith(".*"))
                .map(name -> name.substring(0, name.length() - 2))
                .toList();
        assertThat(new ClassFileImporter()
                        .importPackages("dev.azimuth").stream()
                                .filter(type -> starred.contains(type.getName()))
                                .flatMap(type -> type.getMethods().stream())
                                .filter(method -> method.getModifiers().contains(JavaModifier.STATIC))
                                .map(JavaMethod::getName))
                .isNotEmpty()
                .doesNotContainAnyElementsOf(named);
    }

    @Test
    void anImportOfNothingIsNoticed() {
        assertThat(SHELL.eval("import dev.azimuth.nothing.*;"))
                .extracting(SnippetEvent::status)
                .containsExactly(Snippet.Status.REJECTED);
    }
}
