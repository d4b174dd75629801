package dev.descent.training.mechanisms;

import dev.descent.accounting.Neighbours;
import dev.descent.accounting.PrivacyEvent;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Clipping;
import dev.descent.training.State;
import dev.descent.training.clippings.Abadi;
import dev.descent.training.tensor.Vec;
import java.util.List;

/**
 * DiceSGD: what clipping takes from the gradients is kept, and given back in later steps.
 *
 * <pre>
 *   v = (Σᵢ clip(gᵢ, C₁) + clip(e, C₂)) / B
 *   g̃ = v + N(0, (σS/B)² I),    S = C₁ + 2C₂
 *   e ← e + Σᵢ gᵢ − Bv
 * </pre>
 *
 * <p>Symbols: gᵢ the gradient of the loss of example i, e the error, g̃ the private gradient, all {@code [P]}; clip(x, C) =
 * f(‖x‖)x with a clipping f whose f(n)n ≤ C; B the expected batch size, a public constant. The paper has the mean of the
 * error where this has its sum: its C₂ is this one over B. State: 1 vector.
 *
 * <p>Given all that was released and who was in which batch, the error is a function of the data, so that on neighbours
 * it may be anything twice: clip(e, C₂) moves by 2C₂ at most and the sum of the gradients by C₁, where neighbours
 * differ in one example that is there or is null. A step is therefore a Gaussian query of sensitivity S and multiplier σ. Sampling earns no credit, because
 * the error has seen examples that are not in the batch: the rate of the sampler does not lower the charge. That is much
 * more noise than the paper calculates, by an analysis of hidden states with bounded gradients that gives no constant; the
 * authors' program has σC₁√(1 + 2C₂/C₁) with the σ of sampled batches. Nothing protects the error itself. It is never
 * released, but it is part of every checkpoint, which must not be given to anybody who may not see the data. Source:
 * Zhang, Bu, Wu and Hong, "Differentially private SGD without clipping bias: an error-feedback approach",
 * arXiv:2311.14632.
 */
@Strategy(
        type = "dice_sgd",
        title = "DiceSGD",
        description = "Differential privacy whose clipping has no bias: what was clipped away is given back later. "
                + "Charged without credit for sampling, so for large rates and few steps.",
        paper = "arXiv:2311.14632",
        experimental =
                "The privacy analysis of the paper could not be followed; the charge is a safe one, and needs far "
                        + "more noise than the published results had.")
public record DiceSgd(
        @Option(value = "C₁, the greatest norm of what an example adds to the sum.", above = 0, max = 1e6)
        double clipNorm,

        @Option(value = "C₂, the greatest norm of what the error adds to the sum.", above = 0, max = 1e6)
        double errorClipNorm,

        @Option("How gradients and the error are scaled to those norms.")
        Clipping clipping,

        @Option(
                "What is kept of the error that a step did not give back: all; bounded: a part of norm C₂ at most, as in the "
                        + "authors' program.")
        Memory memory,

        @Unwrapped @Option("How much is given away.") PrivacyOptions privacy)
        implements SampledMechanism {
    private static final String ERROR = "error";
    private static final int GRADIENT = 0;

    /** What is kept of the error. */
    public enum Memory {
        /** e − clip(e, C₂). */
        ALL,
        /** min(f, 1 − f) e for f = f(‖e‖), whose norm is C₂ at most. */
        BOUNDED
    }

    public DiceSgd {
        Options.check(DiceSgd.class, clipNorm, errorClipNorm, clipping, memory, privacy);
    }

    public DiceSgd() {
        this(1, 1, new Abadi(), Memory.ALL, new PrivacyOptions());
    }

    @Override
    public DiceSgd with(PrivacyOptions options) {
        return new DiceSgd(clipNorm, errorClipNorm, clipping, memory, options);
    }

    private double sensitivity() {
        return clipNorm + 2 * errorClipNorm;
    }

    @Override
    public PrivacyEvent event(Sampled sampled, double noiseMultiplier) {
        return new PrivacyEvent.Gaussian(noiseMultiplier * sensitivity(), sensitivity(), Neighbours.ZERO_OUT);
    }

    @Override
    public State init(Vec parameters) {
        return State.EMPTY.with(ERROR, parameters.zeros());
    }

    /** What is let through of the gradients, and what is not. */
    @Override
    public Vec query(ExampleBatch batch, State state, Setting setting) {
        return batch.sumOfGradients(2 * setting.layout().size(), gradients -> {
            Vec norms = gradients.norms();
            Vec factors = clipping.factors(norms, bound(norms, clipNorm));
            Vec clipped = gradients.weightedSum(factors);
            return clipped.concat(List.of(gradients.weightedSum(factors.neg().add(1))));
        });
    }

    @Override
    public Release release(Vec query, State state, Setting setting, GaussianNoise noise) {
        long size = setting.layout().size();
        Vec error = state.get(ERROR);
        Vec norm = error.norm();
        Vec factor = clipping.factors(norm, bound(norm, errorClipNorm));
        // A norm beyond the range of floats makes the factor zero, and zero times infinity is no number.
        Vec given = error.mul(factor).finite();
        Vec kept = memory == Memory.ALL
                ? error.sub(given)
                : error.mul(factor.min(factor.neg().add(1)));
        Vec unnoised = query.slice(0, size).add(given).mul(1 / setting.expectedBatch());
        double deviation = privacy.requiredNoiseMultiplier() * sensitivity() / setting.expectedBatch();
        Vec gradient = unnoised.addScaled(deviation, noise.draw(GRADIENT, size));
        Vec next = kept.add(query.slice(size, 2 * size)).finite();
        return new Release(
                gradient, state.next().with(ERROR, next), norm.zeros().add(deviation * deviation));
    }

    private static Vec bound(Vec like, double norm) {
        return like.slice(0, 1).zeros().add(norm);
    }

    @Override
    public int stateVectors() {
        return 1;
    }
}
