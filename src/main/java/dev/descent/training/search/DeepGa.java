package dev.descent.training.search;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.SearchRule;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Vec;
import java.util.Arrays;
import java.util.Set;

/**
 * A genetic algorithm over networks: mutation, truncation selection and an elite; no crossover.
 *
 * <pre>
 *   parents   = {θ₀} before the first generation
 *   child i   = a parent chosen uniformly + σξᵢ,  ξᵢ ~ N(0, I);  i = 1, ..., N − 1
 *   parents   ← the T of least loss among the elite and the children
 *   θ = elite ← the first of them
 * </pre>
 *
 * <p>Symbols: parameters and ξ {@code [P]}; N the population, T the truncation; σ the learning rate, or σ₀ in the first
 * generation. A step is one generation of N losses of one batch, read together. The batch is the same for all, which
 * stands for the repeated trials by which the authors find the elite; an elite may lose its place on another batch.
 *
 * <p>State: no vector, for a genome is its lineage: the addresses of its mutations. A parent is rebuilt from θ, the
 * elite's parameters, by taking back the elite's mutations to their last common ancestor and making the parent's own;
 * what all parents have in common is forgotten, so that lineages do not grow with the run. The search goes on from
 * these and not from θ alone: neither decoupled weight decay nor a change of the parameters after the step would reach
 * it. Source: Such et al., "Deep neuroevolution: genetic algorithms are a competitive alternative for training deep
 * neural networks for reinforcement learning", arXiv:1712.06567, with N = 1000, T = 20 and σ = 0.002 for Atari; it
 * draws each genome of the first generation from the network's initialization, which here is drawn once and scattered
 * by σ₀. Not where there is a gradient.
 */
@Strategy(
        type = "deep_ga",
        title = "Deep genetic algorithm",
        description = "Mutates networks and selects the best, with no gradient of any kind. The population is kept as"
                + " the addresses of its mutations.",
        paper = "arXiv:1712.06567")
public record DeepGa(
        @Option(value = "N, genomes in a generation, the elite included.", min = 2, max = 100_000)
        int population,

        @Option(value = "T, how many of them become parents.", min = 1, max = 10_000)
        int truncation,

        @Option(value = "σ₀, the standard deviation of the first mutations.", above = 0, max = 100)
        double initialSigma)
        implements SearchRule {
    public DeepGa {
        Options.check(DeepGa.class, population, truncation, initialSigma);
        if (truncation > population) {
            throw new InvalidOptions(
                    "/truncation",
                    "conflict",
                    "must be at most the population, " + population + ", but is " + truncation);
        }
    }

    public DeepGa() {
        this(100, 10, 0.05);
    }

    @Override
    public State init(Vec parameters) {
        return Generation.founded(parameters);
    }

    @Override
    public Step step(Vec parameters, Loss loss, State state, StepContext context) {
        double sigma = state.steps() == 0 ? initialSigma : context.rate();
        Generation generation = new Generation(parameters, population, sigma, state, loss, context);
        int[] selected = Arrays.copyOf(Ranks.ascending(generation.losses()), truncation);
        return new Step(generation.parameters(selected[0]), generation.after(selected));
    }

    @Override
    public int evaluations() {
        return population;
    }

    @Override
    public double defaultLearningRate() {
        return 0.01;
    }

    @Override
    public int stateVectors() {
        return 0;
    }

    @Override
    public Set<Trait> traits() {
        return Set.of(Trait.SEARCHES_FROM_ITS_STATE);
    }
}
