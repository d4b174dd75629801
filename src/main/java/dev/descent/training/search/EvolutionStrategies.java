package dev.descent.training.search;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.SearchRule;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Vec;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Evolution strategies (ES): steps against a sum of random directions, each weighted by the rank of its losses.
 *
 * <pre>
 *   ξᵢ ~ N(0, I);  i = 1, ..., n
 *   rᵢ⁺, rᵢ⁻ = centred ranks of L(θ + σξᵢ), L(θ − σξᵢ) among all 2n losses: rank/(2n − 1) − ½
 *   ĝ = 1/2n Σᵢ (rᵢ⁺ − rᵢ⁻) ξᵢ + λθ
 *
 *   m ← β₁m + (1 − β₁)ĝ,  v ← β₂v + (1 − β₂)ĝ²                      adam
 *   θ ← θ − η √(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε)
 *
 *   m ← β₁m + (1 − β₁)ĝ,  θ ← θ − ηm                                sgd
 * </pre>
 *
 * <p>Symbols: θ parameters, ξ directions, ĝ estimate, m and v moments, all {@code [P]}; L the loss of the batch; η the
 * learning rate; t the step counted from 1. A step is one generation of 2n losses, read together; directions are made
 * anew where they are needed, so that n does not cost memory. State: the moments, 2 vectors or 1. Source: Salimans et
 * al., "Evolution strategies as a scalable alternative to reinforcement learning", arXiv:1703.03864, in the form of its
 * code: ĝ is not divided by σ, and ε is added to √v as it is, before the correction. Equal losses share the mean of their
 * ranks, so that a flat loss moves nothing. λ is the authors' l2 coefficient, 0.005 in their experiments, and is added
 * behind the ranks; a {@code coupled} weight decay is in the losses and changes nothing but their order.
 */
@Strategy(
        type = "evolution_strategies",
        title = "Evolution strategies",
        description = "A gradient estimate from the ranks of many losses around the parameters, in antithetic pairs."
                + " For losses without a useful gradient.",
        paper = "arXiv:1703.03864")
public record EvolutionStrategies(
        @Option(value = "n, antithetic pairs in a generation.", min = 1, max = 100_000)
        int pairs,

        @Option(value = "σ, the standard deviation of the directions.", above = 0, max = 10)
        double sigma,

        @Option(value = "λ, how much of the parameters is added to the estimate.", min = 0, max = 10)
        double l2,

        @Option("The step that is made of the estimate: adam, or sgd with momentum.")
        Update update,

        @Option(value = "Decay β₁ of the mean estimate: the momentum.", min = 0, below = 1)
        double beta1,

        @Option(value = "Decay β₂ of adam's mean squared estimate.", min = 0, below = 1)
        double beta2,

        @Option(value = "ε, added to adam's denominator.", above = 0, max = 1)
        double epsilon)
        implements SearchRule {
    /** The optimizers of the authors' code. */
    public enum Update {
        ADAM,
        SGD
    }

    public EvolutionStrategies {
        Options.check(EvolutionStrategies.class, pairs, sigma, l2, update, beta1, beta2, epsilon);
    }

    public EvolutionStrategies() {
        this(32, 0.02, 0, Update.ADAM, 0.9, 0.999, 1e-8);
    }

    @Override
    public State init(Vec parameters) {
        State state = State.EMPTY.with("m", parameters.zeros());
        return update == Update.SGD ? state : state.with("v", parameters.zeros());
    }

    @Override
    public Step step(Vec parameters, Loss loss, State state, StepContext context) {
        double[] ranks = Ranks.centered(losses(parameters, loss, context));
        Vec estimate = RunningSum.of(
                        parameters.zeros(),
                        pairs,
                        (partial, i) -> partial.addScaled(
                                (ranks[2 * i] - ranks[2 * i + 1]) / (2 * pairs), direction(context, i, partial.size())),
                        loss)
                .addScaled(l2, parameters);
        State next = state.next();
        Vec m = state.get("m").lerp(estimate, 1 - beta1);
        if (update == Update.SGD) {
            return new Step(parameters.addScaled(-context.rate(), m), next.with("m", m));
        }
        Vec v = state.get("v").lerp(estimate.square(), 1 - beta2);
        double correction = Math.sqrt(1 - Math.pow(beta2, next.steps())) / (1 - Math.pow(beta1, next.steps()));
        Vec direction = m.div(v.sqrt().add(epsilon));
        return new Step(
                parameters.addScaled(-context.rate() * correction, direction),
                next.with("m", m).with("v", v));
    }

    /** Two of each pair, side by side. */
    private float[] losses(Vec parameters, Loss loss, StepContext context) {
        List<Vec> all = IntStream.range(0, pairs)
                .mapToObj(i -> loss.scoped(parameters, p -> {
                    Vec direction = direction(context, i, p.size());
                    return loss.at(p.addScaled(sigma, direction))
                            .concat(List.of(loss.at(p.addScaled(-sigma, direction))));
                }))
                .toList();
        return all.get(0).concat(all.subList(1, pairs)).toArray();
    }

    private static Vec direction(StepContext context, int pair, long size) {
        return context.noise().normal(context.step(), pair, size);
    }

    @Override
    public int evaluations() {
        return 2 * pairs;
    }

    @Override
    public double defaultLearningRate() {
        return 0.01;
    }

    @Override
    public int stateVectors() {
        return update == Update.SGD ? 1 : 2;
    }
}
