package dev.azimuth;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The house has floors: a package may import only the packages above it in this list. */
class PackageOrderTest {
    static final List<String> ORDER = List.of(
            "progress",
            "tensor",
            "plot",
            "checkpoint",
            "tokenizer",
            "hook",
            "family",
            "model",
            "dataset",
            "direction",
            "intervention",
            "evaluation",
            "discovery",
            "attribution",
            "reft",
            "sae",
            "superposition",
            "interference",
            "edit",
            "notebook");

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.azimuth");

    @Test
    void aPackageImportsOnlyPackagesAboveIt() {
        for (int i = 0; i < ORDER.size(); i++) {
            String[] below = ORDER.subList(i + 1, ORDER.size()).stream()
                    .map(p -> "dev.azimuth." + p + "..")
                    .toArray(String[]::new);
            if (below.length > 0) {
                noClasses()
                        .that()
                        .resideInAPackage("dev.azimuth." + ORDER.get(i) + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(below)
                        .allowEmptyShould(true)
                        .check(classes);
            }
            noClasses()
                    .that()
                    .resideInAPackage("dev.azimuth." + ORDER.get(i) + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.azimuth")
                    .allowEmptyShould(true)
                    .check(classes);
        }
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.azimuth.(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(classes);
    }
}
