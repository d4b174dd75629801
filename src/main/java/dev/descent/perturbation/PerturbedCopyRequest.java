package dev.descent.perturbation;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A perturbed copy as a client asks for it. What the data must not tell, ranges and categories, stands here. */
public record PerturbedCopyRequest(
        @Option("The copy's name, by which jobs can ask for it.")
        String name,

        @Option(
                value = "δ: the probability with which the bound ε may fail. Well below one over the number of rows.",
                above = 0,
                below = 1)
        double delta,

        @Option(
                value = "ε of all numbers of a row together, a real target included. Required where there are numbers.",
                // Below it the calibration of the noise would lose digits.
                min = 1e-6,
                max = 100)
        @Nullable
        Double epsilon,

        @Option(value = "ε of the class of a row. Required where the target is one.", above = 0, max = 100) @Nullable
        Double labelEpsilon,

        @Option(
                value =
                        "ε of each categorical feature of a row; every one of them costs it. Required where there are any.",
                above = 0,
                max = 100)
        @Nullable
        Double categoryEpsilon,

        @Option("For every number, the real target included, its range [low, high], known without looking at the data."
                + " Values beyond it are moved to its ends, missing ones to its middle. The noise is in proportion to"
                + " its width.")
        Map<String, List<Double>> bounds,

        @Option("For every categorical feature the values that it can have, known without looking at the data. What is"
                + " missing or not listed becomes one of them at random.")
        Map<String, List<String>> categories,

        @Option(
                "Columns that the copy leaves out; the fewer numbers it has, the less noise each of them gets. Images must"
                        + " be left out; ignored columns always are.")
        List<String> drop) {
    public PerturbedCopyRequest {
        Options.check(
                PerturbedCopyRequest.class,
                name,
                delta,
                epsilon,
                labelEpsilon,
                categoryEpsilon,
                bounds,
                categories,
                drop);
    }

    public PerturbedCopyRequest(String name, double delta) {
        this(name, delta, null, null, null, Map.of(), Map.of(), List.of());
    }
}
