package dev.descent.training.mechanisms;

import dev.descent.accounting.Neighbours;
import dev.descent.accounting.PrivacyEvent;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Clipping;
import dev.descent.training.ExampleGradients;
import dev.descent.training.PrivateMechanism;
import dev.descent.training.State;
import dev.descent.training.clippings.Abadi;
import dev.descent.training.tensor.Vec;

/**
 * Scale, then privatize: DP-SGD in the coordinates of an adaptive optimizer.
 *
 * <pre>
 *   s = 1/(√v̂ + ε),    v̂ = v/(1 − βᵗ)
 *   g̃ = (Σᵢ f(‖s∘gᵢ‖) s∘gᵢ + N(0, (σC)² I)) / (B s)
 *   v ← βv + (1 − β) g̃²
 * </pre>
 *
 * <p>Symbols: gᵢ the gradient of the loss of example i, s the scale, v the second moment, g̃ the private gradient, all
 * {@code [P]}, products and quotients element by element; f the clipping, with f(n)n ≤ C; B the expected batch size, a
 * public constant; t the steps before this one. In the first step s = 1. State: 1 vector. Scales come from what was
 * released before, so that they are public, and an example moves the sum by C at most as in DP-SGD: a step is a
 * Poisson-sampled Gaussian query of multiplier σ, where neighbours differ in one example that is there or is null. It is made for an Adam whose β₂ is
 * this β; C is in the unit of scaled gradients, whose norms are about √P where noise is little. ε bounds how
 * much small coordinates are enlarged, and has to be tuned. The noise is part of v, which therefore grows without end where
 * σC ≥ B: that is refused.
 *
 * <p>The norms of scaled gradients need the gradients of all examples that go through the network at once: a micro-batch of
 * b takes 2bP numbers more. Source: Ganesh, McMahan and Thakurta, "On design principles for private adaptive
 * optimizers", arXiv:2507.01129.
 */
@Strategy(
        type = "scaled_dp_sgd",
        title = "Scale, then privatize",
        description =
                "DP-SGD that clips and adds noise in coordinates scaled by earlier private gradients. Before Adam; "
                        + "needs the memory of the gradients of a micro-batch.",
        paper = "arXiv:2507.01129")
public record ScaledDpSgd(
        @Option(value = "C, the greatest norm of what an example adds to the sum, after scaling.", above = 0, max = 1e6)
        double clipNorm,

        @Option("How scaled gradients are brought to that norm.")
        Clipping clipping,

        @Option(value = "Decay β of the second moment.", min = 0, below = 1)
        double beta,

        @Option(value = "ε, added to the root of the second moment.", above = 0, max = 1e3)
        double floor,

        @Unwrapped @Option("How much is given away.") PrivacyOptions privacy)
        implements SampledMechanism {
    private static final String SECOND_MOMENT = "v";
    private static final int GRADIENT = 0;
    private static final int WORKING_VECTORS_OF_EXAMPLE = 2;

    public ScaledDpSgd {
        Options.check(ScaledDpSgd.class, clipNorm, clipping, beta, floor, privacy);
    }

    public ScaledDpSgd() {
        this(1, new Abadi(), 0.999, 1e-3, new PrivacyOptions());
    }

    @Override
    public ScaledDpSgd with(PrivacyOptions options) {
        return new ScaledDpSgd(clipNorm, clipping, beta, floor, options);
    }

    @Override
    public PrivateMechanism effective(BatchLaw law, long steps) {
        PrivateMechanism complete = SampledMechanism.super.effective(law, steps);
        double noise = ((ScaledDpSgd) complete).privacy.requiredNoiseMultiplier() * clipNorm;
        if (noise >= law.expectedBatch()) {
            throw new InvalidOptions(
                    "/clip_norm",
                    "conflict",
                    "makes noise of deviation " + noise + " on a sum over " + law.expectedBatch()
                            + " expected examples, from which the scales would grow without end; take larger batches, or less "
                            + "noise");
        }
        return complete;
    }

    @Override
    public PrivacyEvent event(Sampled sampled, double noiseMultiplier) {
        return new PrivacyEvent.SampledGaussian(
                sampled.rate(), noiseMultiplier * clipNorm, clipNorm, Neighbours.ZERO_OUT);
    }

    @Override
    public State init(Vec parameters) {
        return State.EMPTY.with(SECOND_MOMENT, parameters.zeros());
    }

    @Override
    public Vec query(ExampleBatch batch, State state, Setting setting) {
        Vec scale = scale(state);
        Vec bound = scale.slice(0, 1).zeros().add(clipNorm);
        return batch.sumOfGradients(
                        setting.layout().size(),
                        gradients -> gradients.weightedSum(clipping.factors(scaledNorms(gradients, scale), bound)))
                .mul(scale);
    }

    /** ‖s∘gᵢ‖ of all examples. */
    private static Vec scaledNorms(ExampleGradients gradients, Vec scale) {
        return gradients.rows().square().matMul(scale.square(), scale.size()).sqrt();
    }

    private Vec scale(State state) {
        Vec v = state.get(SECOND_MOMENT);
        if (state.steps() == 0) {
            return v.zeros().add(1);
        }
        Vec root = v.mul(1 / (1 - Math.pow(beta, state.steps()))).sqrt();
        return v.zeros().add(1).div(root.add(floor));
    }

    @Override
    public Release release(Vec query, State state, Setting setting, GaussianNoise noise) {
        double deviation = privacy.requiredNoiseMultiplier() * clipNorm / setting.expectedBatch();
        Vec scale = scale(state);
        Vec gradient = query.mul(1 / setting.expectedBatch())
                .addScaled(deviation, noise.draw(GRADIENT, setting.layout().size()))
                .div(scale);
        Vec v = state.get(SECOND_MOMENT).lerp(gradient.square(), 1 - beta);
        Vec variance = scale.zeros().add(deviation).div(scale).square();
        return new Release(gradient, state.next().with(SECOND_MOMENT, v), variance);
    }

    @Override
    public int stateVectors() {
        return 1;
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
