package dev.descent.training.mechanisms;

import dev.descent.accounting.Neighbours;
import dev.descent.accounting.PrivacyEvent;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.ExampleGradients;
import dev.descent.training.MaterializedGradients;
import dev.descent.training.State;
import dev.descent.training.tensor.Segments;
import dev.descent.training.tensor.Vec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * AdaDPIGU: after a time of DP-SGD only the coordinates that mattered most are trained, normalized one by one.
 *
 * <pre>
 *   t &lt; W:  g̃ = (Σᵢ clip(gᵢ) + N(0, (σC)² I)) / B,    I ← I + |g̃|
 *   t ≥ W:  hᵢ = clip(top(M ∘ (gᵢ − m)/(√s + 10⁻⁶)))
 *           g̃ = M ∘ ((Σᵢ hᵢ + N(0, (σC)² I)) / B ∘ (√s + 10⁻⁶) + m)
 *   always: s ← s + (1 − β₂)(clamp((g̃ − m)²) − s),    m ← m + (1 − β₁)(g̃ − m)
 * </pre>
 *
 * <p>Symbols: gᵢ the gradient of the loss of example i, g̃ the private gradient, I importance, M mask, m mean and s variance,
 * all {@code [P]}, products and quotients element by element; clip(x) = min(1, C/‖x‖) x; top(x) leaves the k elements of
 * greatest size as they are and makes the others zero; clamp to 10<sup>−6</sup> and 10<sup>6</sup>; B the expected batch size,
 * a public constant. M is 1 on the coordinates of greatest importance: a part of them that grows evenly from the initial
 * retention to the retention, in V steps from W on. Outside M nothing changes, neither θ nor m and s. State: 3 vectors.
 *
 * <p>Importance, mean and variance are made of what was released, so that they are public; what each example adds has a norm
 * of C at most in both stages: every step is a Poisson-sampled Gaussian query of multiplier σ, where neighbours
 * differ in one example that is there or is null, and all steps are charged. That is where this differs from the program that is public, which takes
 * importance, mean and variance from gradients without noise and divides by the true size of the batch. As in
 * {@link ScaledDpSgd} the noise is part of s. From step W on a micro-batch of b takes 6bP numbers more. Source:
 * "AdaDPIGU: differentially private SGD with adaptive clipping and importance-based gradient updates for deep neural
 * networks", arXiv:2507.06525.
 */
@Strategy(
        type = "adadpigu",
        title = "AdaDPIGU",
        description =
                "DP-SGD that after a while trains the most important coordinates alone, normalized by earlier private "
                        + "gradients. Needs the memory of the gradients of a micro-batch.",
        paper = "arXiv:2507.06525",
        experimental =
                "The published results come from a program that uses gradients without noise; what the private form "
                        + "reaches is not known.")
public record AdaDpigu(
        @Option(value = "C, the greatest norm of what an example adds to the sum.", above = 0, max = 1e6)
        double clipNorm,

        @Option(value = "W, the steps of DP-SGD at the start. Null: a third of all steps.", min = 1, max = 1e9)
        @Nullable
        Long warmupSteps,

        @Option(value = "V, in how many steps the trained part grows. Null: a tenth of all steps.", min = 0, max = 1e9)
        @Nullable
        Long growthSteps,

        @Option(value = "The part of the coordinates that is trained at step W.", above = 0, max = 1)
        double initialRetention,

        @Option(value = "The part of the coordinates that is trained from step W + V on.", above = 0, max = 1)
        double retention,

        @Option(value = "The part of the coordinates that an example may change; 1: all.", above = 0, max = 1)
        double topFraction,

        @Option(value = "Decay β₁ of the mean.", min = 0, below = 1)
        double beta1,

        @Option(value = "Decay β₂ of the variance.", min = 0, below = 1)
        double beta2,

        @Unwrapped @Option("How much is given away.") PrivacyOptions privacy)
        implements SampledMechanism {
    private static final String IMPORTANCE = "importance";
    private static final String MEAN = "mean";
    private static final String VARIANCE = "variance";
    private static final double STABILIZER = 1e-6;
    private static final double LEAST_VARIANCE = 1e-6;
    private static final double GREATEST_VARIANCE = 1e6;
    private static final long PART_FOR_WARMUP = 3;
    private static final long PART_FOR_GROWTH = 10;
    private static final int WORKING_VECTORS_OF_EXAMPLE = 6;
    private static final int GRADIENT = 0;

    public AdaDpigu {
        Options.check(
                AdaDpigu.class,
                clipNorm,
                warmupSteps,
                growthSteps,
                initialRetention,
                retention,
                topFraction,
                beta1,
                beta2,
                privacy);
        if (initialRetention > retention) {
            throw new InvalidOptions(
                    "/initial_retention",
                    "conflict",
                    "must be at most retention, which is " + retention + ", but is " + initialRetention);
        }
    }

    public AdaDpigu() {
        this(1, null, null, 0.5, 0.6, 1, 0.9, 0.999, new PrivacyOptions());
    }

    @Override
    public AdaDpigu with(PrivacyOptions options) {
        return with(warmupSteps, growthSteps, options);
    }

    private AdaDpigu with(@Nullable Long warmup, @Nullable Long growth, PrivacyOptions options) {
        return new AdaDpigu(clipNorm, warmup, growth, initialRetention, retention, topFraction, beta1, beta2, options);
    }

    @Override
    public AdaDpigu effective(BatchLaw law, long steps) {
        if (warmupSteps != null && warmupSteps >= steps) {
            throw new InvalidOptions(
                    "/warmup_steps",
                    "conflict",
                    "must be less than the " + steps + " steps of the run but is " + warmupSteps);
        }
        double multiplier = privacy.chosenNoiseMultiplier(noise -> event(law, noise), steps);
        return with(
                warmupSteps == null ? Math.max(1, steps / PART_FOR_WARMUP) : warmupSteps,
                growthSteps == null ? steps / PART_FOR_GROWTH : growthSteps,
                privacy.with(multiplier));
    }

    @Override
    public PrivacyEvent event(Sampled sampled, double noiseMultiplier) {
        return new PrivacyEvent.SampledGaussian(
                sampled.rate(), noiseMultiplier * clipNorm, clipNorm, Neighbours.ZERO_OUT);
    }

    @Override
    public State init(Vec parameters) {
        Vec zeros = parameters.zeros();
        return State.EMPTY.with(IMPORTANCE, zeros).with(MEAN, zeros).with(VARIANCE, zeros.add(1));
    }

    private boolean isWarmup(State state) {
        return state.steps() < required(warmupSteps);
    }

    private static long required(@Nullable Long steps) {
        if (steps == null) {
            throw new IllegalStateException("the stages are worked out before training");
        }
        return steps;
    }

    /** M: 1 where importance is among the greatest, 0 elsewhere. */
    private Vec mask(State state) {
        long into = state.steps() - required(warmupSteps);
        long growth = required(growthSteps);
        double part = into >= growth ? retention : initialRetention + (retention - initialRetention) * into / growth;
        Vec importance = state.get(IMPORTANCE);
        long kept = count(part, importance.size());
        return importance.less(importance.kthLargest(kept)).neg().add(1);
    }

    private static long count(double part, long size) {
        return Math.max(1, Math.round(part * size));
    }

    private static Vec root(State state) {
        return state.get(VARIANCE).sqrt().add(STABILIZER);
    }

    @Override
    public Vec query(ExampleBatch batch, State state, Setting setting) {
        long size = setting.layout().size();
        if (isWarmup(state)) {
            return batch.sumOfGradients(size, this::clipped);
        }
        Vec scale = mask(state).div(root(state));
        Vec mean = state.get(MEAN);
        return batch.sumOfGradients(size, gradients -> {
            int examples = gradients.examples();
            // An example whose gradient is not finite is zero in the rows, from which the mean must not be taken.
            Vec isThere = gradients.norms().zeros().less(gradients.norms());
            Vec centred = gradients.rows().sub(isThere.matMul(mean, 1));
            Vec ones = isThere.zeros().add(1);
            Vec normalized = centred.mul(ones.matMul(scale, 1));
            return clipped(MaterializedGradients.of(top(normalized, examples), examples));
        });
    }

    private Vec clipped(ExampleGradients gradients) {
        Vec norms = gradients.norms();
        Vec bound = norms.slice(0, 1).zeros().add(clipNorm);
        return gradients.weightedSum(bound.div(norms).finite().clamp(0, 1));
    }

    /** The rows with their smallest elements made zero. */
    private Vec top(Vec rows, int examples) {
        long size = rows.size() / examples;
        long kept = count(topFraction, size);
        if (kept == size) {
            return rows;
        }
        Vec magnitudes = rows.abs();
        Vec sorted = magnitudes.transpose(examples).sortColumns(size);
        Vec least = sorted.slice((size - kept) * examples, (size - kept + 1) * examples);
        Segments each = new Segments(List.of(new Segments.Run(examples, size)));
        return rows.mul(magnitudes.less(least.spread(each)).neg().add(1));
    }

    @Override
    public Release release(Vec query, State state, Setting setting, GaussianNoise noise) {
        double deviation = privacy.requiredNoiseMultiplier() * clipNorm / setting.expectedBatch();
        Vec noised = query.mul(1 / setting.expectedBatch())
                .addScaled(deviation, noise.draw(GRADIENT, setting.layout().size()));
        Vec mean = state.get(MEAN);
        Vec variance = state.get(VARIANCE);
        boolean warmup = isWarmup(state);
        Vec trained = warmup ? noised.zeros().add(1) : mask(state);
        Vec gradient = warmup ? noised : noised.mul(root(state)).add(mean).mul(trained);
        Vec squares = gradient.sub(mean).square().clamp(LEAST_VARIANCE, GREATEST_VARIANCE);
        State next = state.next()
                .with(MEAN, mean.addScaled(1 - beta1, gradient.sub(mean).mul(trained)))
                .with(
                        VARIANCE,
                        variance.addScaled(1 - beta2, squares.sub(variance).mul(trained)));
        Vec importance = state.get(IMPORTANCE);
        return new Release(
                gradient,
                warmup ? next.with(IMPORTANCE, importance.add(gradient.abs())) : next,
                query.slice(0, 1).zeros().add(deviation * deviation));
    }

    @Override
    public int stateVectors() {
        return 3;
    }

    @Override
    public long workingVectors(int examples) {
        return (long) WORKING_VECTORS_OF_EXAMPLE * examples;
    }

    @Override
    public boolean hasIndependentNoise() {
        return false;
    }
}
