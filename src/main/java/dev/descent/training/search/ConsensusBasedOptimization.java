package dev.descent.training.search;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.SearchRule;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Vec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Consensus-based optimization (CBO): particles drift to their weighted mean and scatter the more, the farther they are
 * from it.
 *
 * <pre>
 *   xᵢ = θ₀ + ςξᵢ                                              before the first step
 *   v  = Σᵢ wᵢxᵢ,  wᵢ ∝ exp(−α(L(xᵢ) − minⱼ L(xⱼ)))
 *   xᵢ ← xᵢ − λη(xᵢ − v) + σ√η (xᵢ − v) ξᵢ                     anisotropic: element by element
 *   xᵢ ← xᵢ − λη(xᵢ − v) + σ√η ‖xᵢ − v‖ ξᵢ                     isotropic
 *   θ  = v
 * </pre>
 *
 * <p>Symbols: x particles, v their consensus, ξ ~ N(0, I), all {@code [P]}; L the loss of the batch; i = 1, ..., N; η
 * the learning rate, which is the step of time dt. A step asks for the losses of all particles. With particle batches
 * it asks for those of b and moves these by their own consensus; each round of N/b steps deals the particles anew. State:
 * N vectors, of which a step holds up to three times as many. The search goes on from the particles
 * and not from θ: neither decoupled weight decay nor a change of the parameters after the step would reach it. It closes
 * in for 2λ &gt; σ², anisotropic, and for 2λ &gt; Pσ², isotropic. Source: Pinnau et al., arXiv:1604.05082, isotropic;
 * Carrillo et al., "A consensus-based global optimization method for high dimensional machine learning problems",
 * arXiv:1909.09249, anisotropic and with batches. For few parameters and many local minima.
 */
@Strategy(
        type = "consensus_based_optimization",
        title = "Consensus-based optimization",
        description = "Particles that drift to their weighted mean and scatter the more, the farther they are from it."
                + " For few parameters and many local minima.",
        paper = "arXiv:1909.09249")
public record ConsensusBasedOptimization(
        @Option(value = "N, the number of particles: as many vectors are kept.", min = 2, max = 10_000)
        int particles,

        @Option(value = "α, how much more the better particles count.", above = 0, max = 1e9)
        double alpha,

        @Option(value = "λ, how fast particles drift to the consensus.", above = 0, max = 1000)
        double drift,

        @Option(value = "σ, how far particles scatter.", min = 0, max = 1000)
        double sigma,

        @Option("Whether each coordinate scatters by its own distance, or all by the distance of the whole.")
        Diffusion diffusion,

        @Option(
                value = "ς, the standard deviation of the particles around the initial parameters.",
                above = 0,
                max = 100)
        double spread,

        @Option(
                value = "b, particles moved in a step; it must divide their number. Null: all of them.",
                min = 2,
                max = 10_000)
        @Nullable
        Integer batch)
        implements SearchRule {
    public enum Diffusion {
        ANISOTROPIC,
        ISOTROPIC
    }

    public ConsensusBasedOptimization {
        Options.check(ConsensusBasedOptimization.class, particles, alpha, drift, sigma, diffusion, spread, batch);
        if (batch != null && particles % batch != 0) {
            throw new InvalidOptions(
                    "/batch", "conflict", "must divide the " + particles + " particles but is " + batch);
        }
    }

    public ConsensusBasedOptimization() {
        this(50, 100, 1, 1, Diffusion.ANISOTROPIC, 0.5, null);
    }

    @Override
    public State init(Vec parameters) {
        return State.EMPTY.with(Swarm.X, parameters.concat(Collections.nCopies(particles - 1, parameters)));
    }

    @Override
    public Step step(Vec parameters, Loss loss, State state, StepContext context) {
        Swarm swarm = new Swarm(state, particles, spread, loss, context);
        int[] members = members(context);
        Vec weights = weights(all(
                Arrays.stream(members).mapToObj(i -> swarm.from(i, loss::at)).toList()));
        Vec consensus = RunningSum.of(
                parameters.zeros(),
                members.length,
                (partial, j) -> partial.add(swarm.from(members[j], x -> x.mul(weights.slice(j, j + 1)))),
                loss);
        List<Vec> next = new ArrayList<>();
        for (int i = 0; i < particles; i++) {
            int particle = i;
            next.add(
                    Arrays.binarySearch(members, i) >= 0
                            ? swarm.from(i, x -> moved(x, consensus, particle, context))
                            : swarm.at(i));
        }
        return new Step(consensus, state.next().with(Swarm.X, all(next)));
    }

    /** The particles of this step, in rising order. */
    private int[] members(StepContext context) {
        if (batch == null) {
            return IntStream.range(0, particles).toArray();
        }
        int size = batch;
        int rounds = particles / size;
        int turn = (int) (context.step() % rounds);
        int[] order =
                context.noise().draws(context.step() - turn, 2 * particles).permutation(particles);
        return Arrays.stream(order, turn * size, (turn + 1) * size).sorted().toArray();
    }

    /** A softmax; e^z of z ≤ 0 is the quotient of the logistic function at z and at −z. */
    private Vec weights(Vec losses) {
        Vec best = losses.neg().kthLargest(1).neg();
        Vec z = losses.sub(best).mul(-alpha);
        Vec exponentials = z.sigmoid().div(z.neg().sigmoid());
        return exponentials.div(exponentials.sum());
    }

    private Vec moved(Vec particle, Vec consensus, int i, StepContext context) {
        Vec distance = particle.sub(consensus);
        Vec extent = diffusion == Diffusion.ISOTROPIC ? distance.norm() : distance;
        Vec noise = context.noise().normal(context.step(), i, particle.size());
        return particle.addScaled(-drift * context.rate(), distance)
                .addScaled(sigma * Math.sqrt(context.rate()), extent.mul(noise));
    }

    private static Vec all(List<Vec> parts) {
        return parts.get(0).concat(parts.subList(1, parts.size()));
    }

    @Override
    public int evaluations() {
        return batch == null ? particles : batch;
    }

    @Override
    public double defaultLearningRate() {
        return 0.1;
    }

    @Override
    public int stateVectors() {
        return particles;
    }

    @Override
    public Set<Trait> traits() {
        return Set.of(Trait.SEARCHES_FROM_ITS_STATE);
    }
}
