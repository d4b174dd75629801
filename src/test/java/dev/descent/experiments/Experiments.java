package dev.descent.experiments;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Runs the experiments with the given numbers, or all, and prints what came out. */
final class Experiments {
    private Experiments() {}

    public static void main(String[] arguments) {
        List<Integer> wanted = Arrays.stream(arguments)
                .flatMap(argument -> Arrays.stream(argument.trim().split("[ ,]+")))
                .filter(number -> !number.isEmpty())
                .map(Integer::valueOf)
                .toList();
        System.out.println("| # | Claim | Source | Measured here | Holds |");
        System.out.println("|---|---|---|---|---|");
        for (Experiment experiment : all()) {
            if (wanted.isEmpty() || wanted.contains(experiment.number())) {
                long start = System.nanoTime();
                for (Experiment.Finding finding : experiment.run()) {
                    System.out.printf(
                            "| %d | %s | %s | %s | %s |%n",
                            experiment.number(),
                            finding.claim(),
                            finding.source(),
                            finding.measured(),
                            finding.holds() ? "yes" : "no");
                }
                System.out.printf(
                        "<!-- %d: %s; %.0f s -->%n",
                        experiment.number(), experiment.setting(), (System.nanoTime() - start) * 1e-9);
            }
        }
    }

    /** Every experiment of this package, by number. */
    private static List<Experiment> all() {
        return new ClassFileImporter()
                .importPackages("dev.descent.experiments").stream()
                        .filter(type -> type.isAssignableTo(Experiment.class) && !type.isInterface())
                        .map(Experiments::instance)
                        .sorted(Comparator.comparingInt(Experiment::number))
                        .toList();
    }

    private static Experiment instance(JavaClass type) {
        try {
            Constructor<?> constructor = type.reflect().getDeclaredConstructor();
            return (Experiment) constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type.getName(), e);
        }
    }
}
