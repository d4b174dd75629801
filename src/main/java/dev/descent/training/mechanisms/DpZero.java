package dev.descent.training.mechanisms;

import dev.descent.accounting.Neighbours;
import dev.descent.accounting.PrivacyEvent;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.State;
import dev.descent.training.tensor.Vec;

/**
 * DPZero, or DP-ZO: the slopes of the examples' losses along one random direction are clipped, and their sum gets noise.
 *
 * <pre>
 *   z ~ N(0, I)
 *   dᵢ = (Lᵢ(θ + λz) − Lᵢ(θ − λz)) / 2λ
 *   s = (Σᵢ clip(dᵢ, C) + N(0, (σS)²)) / B
 *   g̃ = s z
 * </pre>
 *
 * <p>Symbols: θ parameters, z direction and g̃ gradient, {@code [P]}; Lᵢ the loss of example i; clip(d, C) = max(−C,
 * min(C, d)); S the sensitivity; B the expected batch size, a public constant; s of size one. A slope that is not finite
 * counts as zero. The direction comes from the seed of the job, which is public, so that it does not depend on the data:
 * an example that is there or is null, or one more or less, moves the sum by C at most, S = C, and one replaced by another
 * by S = 2C, which is the noise of the authors' program. A step is a Poisson-sampled Gaussian query of multiplier σ for one number; no credit is
 * taken for the randomness of the direction. Nothing but that number gets noise, whatever the size of θ. Any optimizer
 * may follow; with gradient descent the step is that of the papers. A step takes 2 passes without a way back, in the memory
 * of inference, and goes about P times less far than one along the gradient: for large models that are nearly right
 * already. Sources: Zhang et al., "DPZero: private fine-tuning of language models without backpropagation",
 * arXiv:2310.09639; Tang et al., "Private fine-tuning of large language models with zeroth-order optimization",
 * arXiv:2401.04343.
 */
@Strategy(
        type = "dp_zero",
        title = "DPZero",
        description =
                "Differential privacy without gradients: clips each example's difference of two losses along a random "
                        + "direction and adds noise to their sum, one number. In the memory of inference.",
        paper = "arXiv:2310.09639")
public record DpZero(
        @Option(value = "C, the greatest slope that an example adds to the sum.", above = 0, max = 1e6)
        double clipNorm,

        @Option(value = "λ, how far along the direction the two losses are taken.", above = 0, max = 10)
        double smoothing,

        @Option("Which data sets are hidden from being told apart; replace_one takes twice the noise.")
        Neighbours neighbours,

        @Unwrapped @Option("How much is given away.") PrivacyOptions privacy)
        implements SampledMechanism {
    private static final int DIRECTION = 0;
    private static final int SLOPE = 0;

    public DpZero {
        Options.check(DpZero.class, clipNorm, smoothing, neighbours, privacy);
    }

    public DpZero() {
        this(1, 1e-3, Neighbours.ZERO_OUT, new PrivacyOptions());
    }

    @Override
    public DpZero with(PrivacyOptions options) {
        return new DpZero(clipNorm, smoothing, neighbours, options);
    }

    @Override
    public PrivacyEvent event(Sampled sampled, double noiseMultiplier) {
        return new PrivacyEvent.SampledGaussian(
                sampled.rate(), noiseMultiplier * sensitivity(), sensitivity(), neighbours);
    }

    private double sensitivity() {
        return neighbours == Neighbours.REPLACE_ONE ? 2 * clipNorm : clipNorm;
    }

    @Override
    public State init(Vec parameters) {
        return State.EMPTY;
    }

    @Override
    public Vec query(ExampleBatch batch, State state, Setting setting) {
        return batch.sum(1, part -> {
            Vec z = direction(setting);
            Vec above = part.losses(theta -> theta.addScaled(smoothing, z));
            Vec below = part.losses(theta -> theta.addScaled(-smoothing, z));
            Vec slopes = above.sub(below).mul(1 / (2 * smoothing));
            return slopes.finite().clamp(-clipNorm, clipNorm).sum();
        });
    }

    @Override
    public Release release(Vec query, State state, Setting setting, GaussianNoise noise) {
        double deviation = privacy.requiredNoiseMultiplier() * sensitivity() / setting.expectedBatch();
        Vec slope = query.mul(1 / setting.expectedBatch()).addScaled(deviation, noise.draw(SLOPE, 1));
        Vec variance = slope.zeros().add(deviation * deviation);
        return new Release(direction(setting).mul(slope), state.next(), variance);
    }

    /** z, the same whenever it is asked for in a step. */
    private static Vec direction(Setting setting) {
        return setting.noise()
                .normal(setting.step(), DIRECTION, setting.layout().size());
    }

    @Override
    public int stateVectors() {
        return 0;
    }

    @Override
    public boolean asksForLossesAlone() {
        return true;
    }

    @Override
    public boolean hasIndependentNoise() {
        return false;
    }
}
