package dev.descent.training.mechanisms;

import dev.descent.accounting.Neighbours;
import dev.descent.accounting.PrivacyEvent;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.ExampleGradients;
import dev.descent.training.MaterializedGradients;
import dev.descent.training.State;
import dev.descent.training.tensor.Vec;
import java.util.Optional;

/**
 * DIFF2: differences of gradients are clipped and get noise, in proportion to how far the parameters went.
 *
 * <pre>
 *   every R steps:  v = (Σᵢ clip(∇Lᵢ(θ), C₁) + N(0, (σC₁)² I)) / B
 *   in between:     v ← v + (Σᵢ clip(∇Lᵢ(θ) − ∇Lᵢ(θ′), C₂d) + N(0, (σC₂d)² I)) / B,    d = ‖θ − θ′‖
 * </pre>
 *
 * <p>Symbols: θ parameters and θ′ those of the step before, v the private gradient, all {@code [P]}; Lᵢ the loss of example
 * i; clip(x, C) = min(1, C/‖x‖) x; B the expected batch size, a public constant. State: 2 vectors. Both points are
 * made of earlier releases, so that d is public, and an example moves the sum by C₁ or C₂d at most: with noise in the same
 * proportion every step is a Gaussian query of multiplier σ, whichever of the two it is, where neighbours
 * differ in one example that is there or is null. All examples must be there in every step, because v is of the same sum at all points: the sampler must have a
 * rate of 1. C₂ has to be at least as large as the smoothness of the losses, else gradients that change fast are
 * followed too slowly; where parameters move little a step adds little noise. Dropout makes another
 * function in every step, which v then does not follow.
 *
 * <p>A step takes two gradients of each example and keeps those of a micro-batch in memory: one of b takes 4bP numbers more.
 * Source: Murata and Suzuki, "DIFF2: differential private optimization via gradient differences for nonconvex distributed
 * learning", arXiv:2302.03884.
 */
@Strategy(
        type = "diff2",
        title = "DIFF2",
        description = "Differential privacy by differences of gradients, whose noise is small where steps are. "
                + "For full batches: poisson with a rate of 1.",
        paper = "arXiv:2302.03884",
        experimental = "Made after the method's formula alone, with one noise multiplier for both kinds of steps; not "
                + "compared with the authors' results.")
public record Diff2(
        @Option(value = "C₁, the greatest norm of what an example adds to the sum of gradients.", above = 0, max = 1e6)
        double clipNorm,

        @Option(
                value =
                        "C₂, the greatest norm of what an example adds to the sum of differences, per length of the step.",
                above = 0,
                max = 1e6)
        double differenceClipNorm,

        @Option(value = "R, after how many steps it starts anew.", min = 1, max = 1e9)
        long restartEvery,

        @Unwrapped @Option("How much is given away.") PrivacyOptions privacy)
        implements SampledMechanism {
    private static final String POINT = "point";
    private static final String SUM = "v";
    private static final int GRADIENT = 0;
    private static final int WORKING_VECTORS_OF_EXAMPLE = 4;

    public Diff2 {
        Options.check(Diff2.class, clipNorm, differenceClipNorm, restartEvery, privacy);
    }

    public Diff2() {
        this(1, 1, 10, new PrivacyOptions());
    }

    @Override
    public Diff2 with(PrivacyOptions options) {
        return new Diff2(clipNorm, differenceClipNorm, restartEvery, options);
    }

    @Override
    public Optional<String> objectionTo(BatchLaw law) {
        return law instanceof Sampled sampled && sampled.rate() == 1
                ? Optional.empty()
                : Optional.of(
                        "follows the gradient of the same examples from step to step; use poisson with a rate of 1");
    }

    @Override
    public PrivacyEvent event(Sampled sampled, double noiseMultiplier) {
        return new PrivacyEvent.Gaussian(noiseMultiplier, 1, Neighbours.ZERO_OUT);
    }

    @Override
    public State init(Vec parameters) {
        return State.EMPTY.with(POINT, parameters).with(SUM, parameters.zeros());
    }

    private boolean startsAnew(State state) {
        return state.steps() % restartEvery == 0;
    }

    /** How far an example moves the sum, of size one. */
    private Vec sensitivity(State state, Setting setting) {
        Vec distance = setting.parameters().sub(state.get(POINT)).norm();
        return startsAnew(state) ? distance.zeros().add(clipNorm) : distance.mul(differenceClipNorm);
    }

    @Override
    public Vec query(ExampleBatch batch, State state, Setting setting) {
        long size = setting.layout().size();
        Vec bound = sensitivity(state, setting);
        if (startsAnew(state)) {
            return batch.sumOfGradients(size, gradients -> clipped(gradients, bound));
        }
        return batch.sum(size, part -> {
            Vec here = part.gradients().rows();
            Vec before = part.gradientsAt(state.get(POINT)).rows();
            return clipped(MaterializedGradients.of(here.sub(before), part.examples()), bound);
        });
    }

    private static Vec clipped(ExampleGradients gradients, Vec bound) {
        // Where neither has a length the quotient is no number.
        return gradients.weightedSum(bound.div(gradients.norms()).finite().clamp(0, 1));
    }

    @Override
    public Release release(Vec query, State state, Setting setting, GaussianNoise noise) {
        Vec deviation = sensitivity(state, setting).mul(privacy.requiredNoiseMultiplier() / setting.expectedBatch());
        Vec change = query.mul(1 / setting.expectedBatch())
                .add(noise.draw(GRADIENT, setting.layout().size()).mul(deviation));
        Vec gradient = startsAnew(state) ? change : state.get(SUM).add(change);
        return new Release(
                gradient, state.next().with(POINT, setting.parameters()).with(SUM, gradient), deviation.square());
    }

    @Override
    public int stateVectors() {
        return 2;
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
