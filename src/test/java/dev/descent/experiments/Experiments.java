package dev.descent.experiments;

import java.util.Arrays;
import java.util.List;

/** Runs the experiments with the given numbers, or all, and prints what came out. */
final class Experiments {
    private static final List<Experiment> ALL = List.of(new GrokkingOnXor(), new MaximalStableRate());

    private Experiments() {}

    public static void main(String[] arguments) {
        List<Integer> wanted = Arrays.stream(arguments)
                .flatMap(argument -> Arrays.stream(argument.trim().split("[ ,]+")))
                .filter(number -> !number.isEmpty())
                .map(Integer::valueOf)
                .toList();
        System.out.println("| # | Claim | Source | Measured here | Holds |");
        System.out.println("|---|---|---|---|---|");
        for (Experiment experiment : ALL) {
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
}
