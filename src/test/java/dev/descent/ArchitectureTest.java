package dev.descent;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.descent.spec.Ids;
import dev.descent.training.TrainingSpec;
import dev.descent.training.decay.Coupled;
import dev.descent.training.decay.Decoupled;
import dev.descent.training.decay.NoDecay;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules of the tree, each with the packages it names: a rule about a package that is not there would pass. */
class ArchitectureTest {
    private static final String ROOT = "dev.descent";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    /** Which modules a module may use. Arrows point one way. */
    private static final Map<String, Set<String>> ARROWS = new TreeMap<>(Map.ofEntries(
            entry("spec", Set.of()),
            entry("accounting", Set.of("spec")),
            entry("training", Set.of("spec", "accounting")),
            entry("catalog", Set.of("spec", "accounting", "training")),
            entry("projects", Set.of("spec", "database")),
            entry("access", Set.of("spec", "projects")),
            entry("datasets", Set.of("spec", "projects", "storage", "training")),
            entry("ledger", Set.of("spec", "projects", "accounting")),
            entry("perturbation", Set.of("spec", "projects", "accounting", "ledger", "datasets")),
            entry("artifacts", Set.of("spec", "projects", "accounting", "storage", "training", "catalog", "datasets")),
            entry("database", Set.of()),
            entry("storage", Set.of("database")),
            entry("cli", Set.of()),
            entry(
                    "jobs",
                    Set.of(
                            "spec",
                            "projects",
                            "accounting",
                            "ledger",
                            "training",
                            "catalog",
                            "datasets",
                            "artifacts",
                            "storage",
                            "database")),
            entry("webhooks", Set.of("spec", "projects", "catalog", "database", "jobs")),
            entry(
                    "api",
                    Set.of(
                            "spec",
                            "projects",
                            "access",
                            "accounting",
                            "ledger",
                            "perturbation",
                            "training",
                            "catalog",
                            "datasets",
                            "artifacts",
                            "storage",
                            "database",
                            "jobs",
                            "webhooks"))));

    /** The packages of strategies. */
    private static final List<String> FAMILIES = List.of(
            "optimizers",
            "curvature",
            "search",
            "surrogates",
            "variational",
            "schedules",
            "scaling",
            "samplers",
            "augmentations",
            "batches",
            "states",
            "mechanisms",
            "reweighting",
            "transforms",
            "decay",
            "models",
            "objectives");

    private static final Set<String> UPDATE_RULES =
            Set.of("optimizers", "curvature", "search", "surrogates", "variational");

    private static final Set<String> DECAYS = Set.of(Coupled.class.getName(), Decoupled.class.getName());

    private static final String[] CORE = existing("spec", "accounting", "training");

    /** What sees the engine: the engine's own package, and what makes layers, losses and augmentations of it. */
    private static final String[] ENGINE =
            existing("training.tensor.djl", "training.models", "training.objectives", "training.augmentations");

    private static String[] existing(String... packages) {
        for (String name : packages) {
            assertThat(CLASSES.stream().map(JavaClass::getPackageName))
                    .as("a rule names this package")
                    .contains(ROOT + "." + name);
        }
        return Arrays.stream(packages).map(name -> ROOT + "." + name + "..").toArray(String[]::new);
    }

    @Test
    void everyModuleHasItsPlaceAmongTheArrows() {
        Set<String> modules = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(ROOT + "."))
                .map(name -> name.substring(ROOT.length() + 1).split("\\.")[0])
                .collect(toCollection(TreeSet::new));
        assertThat(modules).isEqualTo(ARROWS.keySet());
    }

    @TestFactory
    Stream<DynamicTest> arrowsPointOneWay() {
        return ARROWS.entrySet().stream()
                .map(module -> DynamicTest.dynamicTest(module.getKey(), () -> {
                    String[] forbidden = ARROWS.keySet().stream()
                            .filter(other -> !other.equals(module.getKey())
                                    && !module.getValue().contains(other))
                            .flatMap(other -> Arrays.stream(existing(other)))
                            .toArray(String[]::new);
                    noClasses()
                            .that()
                            .resideInAnyPackage(existing(module.getKey()))
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(forbidden)
                            .check(CLASSES);
                }));
    }

    @Test
    void datasetsKnowOfTrainingOnlyItsTensors() {
        noClasses()
                .that()
                .resideInAnyPackage(existing("datasets"))
                .should()
                .dependOnClassesThat(resideInAnyPackage(existing("training"))
                        .and(DescribedPredicate.not(resideInAnyPackage(ROOT + ".training.tensor"))))
                .check(CLASSES);
    }

    /** They would be ignored: no validator is made. */
    @Test
    void noClassCarriesConstraintsOfJakartaValidation() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.validation..", "org.hibernate.validator..")
                .check(CLASSES);
    }

    @Test
    void modulesFormNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void theCoreKnowsNoFrameworkNoDatabaseNoJsonAndNoFiles() {
        DescribedPredicate<JavaClass> allowed = resideInAnyPackage(CORE)
                .or(resideInAnyPackage(
                        "java.lang..", "java.math..", "java.nio", "java.util..", "org.jspecify..", "ai.djl.."))
                .or(resideInAnyPackage("java.security", "javax.crypto", "javax.crypto.spec"))
                .or(resideInAnyPackage("org.apache.commons.numbers.gamma"))
                .or(nameMatching("java\\.time\\.Duration"))
                .or(describe(
                        "primitives and their arrays",
                        type -> type.getBaseComponentType().isPrimitive()));
        classes()
                .that()
                .resideInAnyPackage(CORE)
                // The annotation that tells Spring Modulith what other modules may use.
                .and()
                .doNotHaveSimpleName("package-info")
                // An id takes the time as a value and has a random part.
                .and()
                .doNotBelongToAnyOf(Ids.class)
                // A TorchScript module is a zip in memory.
                .and()
                .resideOutsideOfPackages(existing("training.tensor.djl"))
                .should()
                .onlyDependOnClassesThat(allowed)
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage(existing("training.tensor.djl"))
                .and()
                .doNotHaveSimpleName("package-info")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.nio.file..", "java.sql..", "org.springframework..", "tools.jackson..", "com.fasterxml..")
                .check(CLASSES);
    }

    @Test
    void accountingAloneKnowsSpecialFunctions() {
        noClasses()
                .that()
                .resideOutsideOfPackages(existing("accounting"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.commons.numbers..")
                .check(CLASSES);
    }

    @Test
    void webhooksAndTheCommandLineAloneCallOtherServers() {
        noClasses()
                .that()
                .resideOutsideOfPackages(existing("webhooks", "cli"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.hc..", "java.net.http..")
                .check(CLASSES);
    }

    /** A command is quick because nothing of the service is loaded for it. */
    @Test
    void theCommandLineKnowsNoSpring() {
        noClasses()
                .that()
                .resideInAnyPackage(existing("cli"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "org.slf4j..")
                .check(CLASSES);
    }

    @Test
    void theCommandLineAloneKnowsPicocliAndYaml() {
        noClasses()
                .that()
                .resideOutsideOfPackages(existing("cli"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "org.yaml.snakeyaml..")
                .check(CLASSES);
    }

    @Test
    void theCoreHasNoClock() {
        noClasses()
                .that()
                .resideInAnyPackage(CORE)
                // An id takes the time as a value.
                .and()
                .doNotBelongToAnyOf(Ids.class)
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.time\\.(?!Duration).*|java\\.util\\.(Date|Calendar|Timer)")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(CLASSES);
    }

    @Test
    void theEngineIsKnownOnlyWhereItBelongs() {
        assertThat(CLASSES.stream().flatMap(type -> type.getDirectDependenciesFromSelf().stream()))
                .anyMatch(dependency ->
                        dependency.getTargetClass().getPackageName().startsWith("ai.djl"));
        noClasses()
                .that()
                .resideOutsideOfPackages(ENGINE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.djl..")
                .check(CLASSES);
    }

    /** The application makes the engine; all others receive it. */
    @Test
    void onlyTheApplicationNamesTheImplementationOfTheEngine() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ENGINE)
                .and()
                .resideOutsideOfPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(existing("training.tensor.djl"))
                .check(CLASSES);
    }

    /** Update rules may name the weight decay that is their default, and the one they refuse; nothing else crosses. */
    @TestFactory
    Stream<DynamicTest> familiesDoNotKnowEachOther() {
        return FAMILIES.stream()
                .map(family -> DynamicTest.dynamicTest(family, () -> {
                    String[] others = FAMILIES.stream()
                            .filter(other -> !other.equals(family))
                            .flatMap(other -> Arrays.stream(existing("training." + other)))
                            .toArray(String[]::new);
                    noClasses()
                            .that()
                            .resideInAnyPackage(existing("training." + family))
                            .should()
                            .dependOnClassesThat(resideInAnyPackage(others)
                                    .and(describe(
                                            "are no weight decay that an update rule names",
                                            type -> !(UPDATE_RULES.contains(family)
                                                    && DECAYS.contains(type.getName())))))
                            .check(CLASSES);
                }));
    }

    /**
     * The training spec names the strategies that are its defaults, and an optimizer's default decay is none; the
     * interfaces and the loop know no other.
     */
    @Test
    void theLoopKnowsNoStrategy() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".training")
                .and()
                .doNotBelongToAnyOf(TrainingSpec.class)
                .should()
                .dependOnClassesThat(resideInAnyPackage(FAMILIES.stream()
                                .flatMap(family -> Arrays.stream(existing("training." + family)))
                                .toArray(String[]::new))
                        .and(describe("are not the default weight decay", type -> !type.isEquivalentTo(NoDecay.class))))
                .check(CLASSES);
    }

    @Test
    void jackson2IsKnownToTheOpenApiDocumentAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackages(existing("api.document"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml.jackson.databind..", "com.fasterxml.jackson.core..")
                .check(CLASSES);
    }

    @Test
    void namesSayWhatThingsAre() {
        noClasses()
                .should()
                .resideInAnyPackage(
                        Stream.of("util", "utils", "common", "helper", "helpers", "manager", "impl", "dto", "service")
                                .map(name -> ".." + name + "..")
                                .toArray(String[]::new))
                .orShould()
                .haveNameMatching(".*(Utils?|Helpers?|Manager|Impl|D[Tt][Oo]|Service)")
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> marked = CLASSES.stream()
                .filter(type -> type.getSimpleName().equals("package-info"))
                .filter(type -> type.getAnnotations().stream()
                        .map(JavaAnnotation::getRawType)
                        .anyMatch(annotation -> annotation.isEquivalentTo(NullMarked.class)))
                .map(JavaClass::getPackageName)
                .collect(toCollection(TreeSet::new));
        Set<String> all = CLASSES.stream().map(JavaClass::getPackageName).collect(toCollection(TreeSet::new));
        assertThat(marked).isEqualTo(all);
    }
}
